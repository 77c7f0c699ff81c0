using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Operations.AgentRuns;
using Governance.Portal.Tests.AgentCalls;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>What becomes of the prompts, answers, arguments and results that agents send with their spans.</summary>
public sealed class StepContentTests
{
    private const string Agent = "invoice-agent";
    private const string Prompt = """[{"content":"Pay anna@example.com, key sk-abcdefghijklmnopqrstuvwx","role":"user"}]""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Content_IsDigested_RedactedOrKept_AsTheAgentsPolicySays_AndErasedInTime(DatabaseKind kind)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind);
        using var sends = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.TracesWrite);
        using var reads = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var risk = registry.As(await registry.Portal.CreateUserAsync("risk@demo.example", Roles.RiskOfficer), Roles.RiskOfficer);
        var read = registry.Portal.Get<ReadStepContent>();
        var policies = registry.Portal.Get<ChangeContentPolicy>();

        // Without a policy: nothing of it is there, but a copy is recognised by whoever is given the salt.
        var digested = await SentAsync(registry, sends, reads, "c-1");
        Assert.Equal(("digest", false), ((string?)digested["content"]!["handling"], (bool)digested["content"]!["isKept"]!));
        var shown = (await read.RunAsync(risk, Ask("RUN-0001", digested), Ct)).Value;
        var part = Assert.Single(shown.Parts);
        Assert.Null(part.Text);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(shown.Salt), .. Encoding.UTF8.GetBytes(Prompt)])),
            part.Sha256
        );

        // Who may not read inputs of decisions reads no content, nor does anyone who does not say what for.
        Assert.Equal(
            "identity.permission-missing",
            (await read.RunAsync(registry.AsEngineer, Ask("RUN-0001", digested), Ct)).Refusal!.Code
        );
        Assert.Equal("decision.purpose-missing", (await read.RunAsync(risk, Ask("RUN-0001", digested, " "), Ct)).Refusal!.Code);

        // Redacted: the person and the key are gone, the rest can be read.
        Assert.Equal("identity.permission-missing", (await policies.RunAsync(registry.AsEngineer, Agent, "keep", 30, Ct)).Refusal!.Code);
        Assert.True((await policies.RunAsync(risk, Agent, "redact", 30, Ct)).IsDone);
        var redacted = await SentAsync(registry, sends, reads, "c-2");
        var left = Assert.Single((await read.RunAsync(risk, Ask("RUN-0002", redacted), Ct)).Value.Parts).Text!;
        Assert.Equal("Pay [e-mail], key [api-key]", (string?)JsonNode.Parse(left)![0]!["content"]);

        // Kept: as it was sent, until its days are over.
        Assert.True((await policies.RunAsync(risk, Agent, "keep", 10, Ct)).IsDone);
        var kept = await SentAsync(registry, sends, reads, "c-3");
        Assert.Equal(Prompt, Assert.Single((await read.RunAsync(risk, Ask("RUN-0003", kept), Ct)).Value.Parts).Text);
        var readings = await registry.LogAsync(ReadStepContent.Action);
        Assert.Equal(3, readings.Count(e => (string?)e["outcome"] != "refused" && e["data"]?["purposeSha256"] is not null));
        Assert.DoesNotContain(readings, e => e.ToJsonString().Contains("Complaint", StringComparison.Ordinal));

        await UnknownWordKeepsNothingAsync(registry, sends, reads);
        await ShownOnThePageAsync(registry, kept);
        await ErasedAsync(registry, read, risk, kept);
    }

    [Fact]
    public async Task Content_OfASpanThatTurnsOutToBeAnotherAgents_StaysOnlyWhereThatOneKeepsIt()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        using var sends = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.TracesWrite);
        using var reads = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var other = RegistryFixture.Model("other-agent");
        other["purpose"] = "Notes";
        await registry.CreatedAsync("/agents", other);
        var risk = registry.As(await registry.Portal.CreateUserAsync("risk@demo.example", Roles.RiskOfficer), Roles.RiskOfficer);
        Assert.True((await registry.Portal.Get<ChangeContentPolicy>().RunAsync(risk, Agent, "keep", 10, Ct)).IsDone);
        await SentAsync(registry, sends, reads, "c-1");
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AgentStepContents.AnyAsync(c => c.Content != null, Ct));

        // A span around it that began earlier names an agent without a policy.
        var at = registry.Clock.GetUtcNow().AddMinutes(-5).UtcDateTime;
        SentSpans.Send(sends, "invoices", source => Chat(source, at, "other-agent", "c-1", TraceOf("c-1")));

        Assert.Equal("other-agent", (await db.AgentRuns.AsNoTracking().SingleAsync(Ct)).Model);
        Assert.False(await db.AgentStepContents.AnyAsync(c => c.Content != null, Ct));
    }

    // A word of a later release, which the log states: what cannot be understood keeps nothing.
    private static async Task UnknownWordKeepsNothingAsync(RegistryFixture registry, HttpClient sends, HttpClient reads)
    {
        await SealedRows.SetAsync(registry.Portal, "AgentContentPolicies", "\"Handling\" = 'archive'");
        var step = await SentAsync(registry, sends, reads, "c-4");
        Assert.Equal(("digest", false), ((string?)step["content"]!["handling"], (bool)step["content"]!["isKept"]!));
        await SealedRows.SetAsync(registry.Portal, "AgentContentPolicies", "\"Handling\" = 'keep'");
    }

    private static async Task ShownOnThePageAsync(RegistryFixture registry, JsonObject kept)
    {
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var page = await owner.GetStringAsync(new Uri("/agents/runs/RUN-0003", UriKind.Relative), Ct);
        Assert.Contains("Content kept as sent", page, StringComparison.Ordinal);
        Assert.Contains("Show content", page, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@example.com", page, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@example.com", kept.ToJsonString(), StringComparison.Ordinal);
        var policy = await owner.GetStringAsync(new Uri($"/agents/{Agent}/content", UriKind.Relative), Ct);
        Assert.Contains("10 days", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("Change policy", policy, StringComparison.Ordinal);
    }

    private static async Task ErasedAsync(RegistryFixture registry, ReadStepContent read, Actor risk, JsonObject kept)
    {
        var erase = registry.Portal.Get<EraseStepContent>();
        registry.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(0, await erase.RunAsync(Ct));
        registry.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, await erase.RunAsync(Ct));
        Assert.Equal(2, (int)Assert.Single(await registry.LogAsync("agent-content.erased"))["data"]!["count"]!);
        Assert.Equal("agent-content.erased", (await read.RunAsync(risk, Ask("RUN-0003", kept), Ct)).Refusal!.Code);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            (0, 2, 4),
            (
                await db.AgentStepContents.CountAsync(c => c.Content != null, Ct),
                await db.AgentStepContents.CountAsync(c => c.Salt == null && c.ErasedAt != null, Ct),
                await db.AgentStepContents.CountAsync(Ct)
            )
        );
    }

    private static ReadStepContent.Command Ask(string run, JsonObject step, string purpose = "Complaint 17") =>
        new(Agent, run, (string?)step["traceId"], (string?)step["spanId"], purpose);

    private static async Task<JsonObject> SentAsync(RegistryFixture registry, HttpClient sends, HttpClient reads, string conversation)
    {
        var at = registry.Clock.GetUtcNow().AddSeconds(1).UtcDateTime;
        var sent = SentSpans.Send(sends, "invoices", source => Chat(source, at, Agent, conversation, TraceOf(conversation)));
        Assert.Equal(HttpStatusCode.OK, Assert.Single(sent.Answers).Status);
        using var list = await reads.GetAsync(new Uri($"/api/v1/agents/{Agent}/runs", UriKind.Relative), Ct);
        var run = (await RegistryFixture.JsonAsync(list, HttpStatusCode.OK))["items"]!
            .AsArray()
            .First(r => (string?)r!["run"] == conversation);
        using var whole = await reads.GetAsync(new Uri($"/api/v1/agents/{Agent}/runs/{run!["id"]}", UriKind.Relative), Ct);
        return Assert.Single((await RegistryFixture.JsonAsync(whole, HttpStatusCode.OK))["timeline"]!.AsArray())!.AsObject();
    }

    private static ActivityContext TraceOf(string conversation) =>
        new(
            ActivityTraceId.CreateFromString(conversation[^1..].PadLeft(32, 'a')),
            ActivitySpanId.CreateFromString("cccccccccccccccc"),
            ActivityTraceFlags.Recorded
        );

    private static void Chat(ActivitySource source, DateTime at, string agent, string conversation, ActivityContext around)
    {
        using var chat = source
            .StartActivity("chat gpt-5", ActivityKind.Internal, around, startTime: new DateTimeOffset(at))!
            .SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.agent.name", agent)
            .SetTag("gen_ai.conversation.id", conversation)
            .SetTag("gen_ai.response.model", "gpt-5-2026-08-07")
            .SetTag("gen_ai.input.messages", Prompt);
        chat.SetEndTime(at.AddMilliseconds(20));
    }
}
