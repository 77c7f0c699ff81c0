using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.AgentCalls;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>
/// What the public instrumentations of OpenAI and LangChain really send, recorded as it went over the wire (tests/Fixtures/otlp): the
/// portal makes one run of it, with the tools, models, tokens and the error, and keeps none of what was said.
/// </summary>
public sealed class RecordedSpansTests
{
    private const string Agent = "invoice-agent";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    // LangChain's names the model that was asked for. OpenInference counts no tokens of embeddings, and its traceTool names a tool by
    // the span alone.
    [InlineData("langchain", "gpt-5", null, 220, "error")]
    [InlineData("openai-openinference", "gpt-5-2026-08-07", "text-embedding-3-small", 220, "RangeError")]
    [InlineData("openai-otel", "gpt-5-2026-08-07", "text-embedding-3-small", 226, "RangeError")]
    public async Task Recorded_SpansOfAnAgent_AreOneRun(string recording, string model, string? embedding, int inputTokens, string error)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        // The recordings are of 27 November: spans from the future are implausible.
        registry.Clock.Advance(TimeSpan.FromDays(8));
        using var reads = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        using var sends = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.TracesWrite);
        var body = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "otlp", recording + ".bin"), Ct);

        using var answer = await SentSpans.AgainAsync(sends, body, ct: Ct);
        using var packed = await SentSpans.AgainAsync(sends, body, gzip: true, ct: Ct);

        // Nothing is rejected: an empty answer says so. The same again changes nothing.
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, packed.StatusCode));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Ct));
        var row = Assert.Single((await GetAsync(reads, $"/agents/{Agent}/runs"))["items"]!.AsArray())!;
        var run = await GetAsync(reads, $"/agents/{Agent}/runs/{row["id"]}");
        var steps = run["timeline"]!.AsArray().Select(s => s!.AsObject()).ToList();
        var said = run.ToJsonString();

        Assert.Equal(("run-17", 2, 1), ((string)run["run"]!, (int)run["toolCalls"]!, (int)run["errors"]!));
        Assert.Equal((inputTokens, 30), ((int)run["inputTokens"]!, (int)run["outputTokens"]!));
        var calls = steps.Where(s => (string?)s["kind"] == "tool").ToList();
        // Some began within the same millisecond, so in any order.
        Assert.Equal(
            [("find_invoice", null), ("pay_invoice", error)],
            calls.Select(s => ((string?)s["tool"], (string?)s["error"])).OrderBy(c => c.Item1, StringComparer.Ordinal)
        );
        Assert.Equal([model, model], steps.Where(s => (string?)s["kind"] == "model").Select(s => (string?)s["model"]));
        string[] searched = embedding is null ? [] : [embedding];
        Assert.Equal(searched, steps.Where(s => (string?)s["kind"] == "retrieval").Select(s => (string?)s["model"]));
        // The calls lie below the agent's own span.
        Assert.All(calls, s => Assert.NotEqual(0, (int)s["depth"]!));
        // Nothing in it reads like instructions; that no one registered the agent is the one finding.
        Assert.Equal([$"not-registered {Agent}"], run["findings"]!.AsArray().Select(f => $"{f!["kind"]} {f["about"]}"));
        Assert.DoesNotContain("ACME", said, StringComparison.Ordinal);
        Assert.DoesNotContain("1,200", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Payments are closed", said, StringComparison.Ordinal);
    }

    /// <summary>A call without a tool never found its decision: the run said that no one had decided it.</summary>
    [Theory]
    [InlineData("execute_tool find", "gen_ai.operation.name", "execute_tool")]
    [InlineData("find", "openinference.span.kind", "TOOL")]
    public async Task Tool_NamedByTheSpanAlone_FindsItsDecision(string span, string attribute, string value)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        using var reads = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        using var sends = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.TracesWrite);
        var call = new JsonObject { ["run"] = "5b8efff798038103d269b633813fc60c", ["tool"] = "find" };
        using var decided = await reads.PostAsJsonAsync($"/api/v1/agents/{Agent}/calls:decide", call, Ct);
        var decision = await RegistryFixture.JsonAsync(decided, HttpStatusCode.OK);
        var at = $"{registry.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds()}000000";
        var body = $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{Agent}}}"}}]},
            "scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"{{{span}}}",
            "startTimeUnixNano":"{{{at}}}","endTimeUnixNano":"{{{at}}}",
            "attributes":[{"key":"{{{attribute}}}","value":{"stringValue":"{{{value}}}"}}]}]}]}]}
            """;

        using var answer = await SentSpans.AgainAsync(sends, Encoding.UTF8.GetBytes(body), "application/json", ct: Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var row = Assert.Single((await GetAsync(reads, $"/agents/{Agent}/runs"))["items"]!.AsArray())!;
        var run = await GetAsync(reads, $"/agents/{Agent}/runs/{row["id"]}");
        var step = Assert.Single(run["timeline"]!.AsArray())!;
        Assert.Equal(("find", (string?)decision["id"]), ((string?)step["tool"], (string?)step["decision"]));
        Assert.Empty(run["findings"]!.AsArray());
    }

    private static async Task<JsonObject> GetAsync(HttpClient key, string path)
    {
        using var answer = await key.GetAsync(new Uri($"/api/v1{path}", UriKind.Relative), Ct);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }
}
