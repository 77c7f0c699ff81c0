using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Portal.Models.Discovery;
using Governance.Portal.Operations.AgentRuns;
using Governance.Portal.Tests.AgentCalls;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>Agents that run without being registered, and that someone blocks.</summary>
public sealed class BlockedAgentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnUnregisteredAgent_ThatIsBlocked_IsDeniedByName_AndItsLaterRunsAreFindings_UntilThatIsChanged()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var asks = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        using var sends = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.TracesWrite);
        var guard = registry.As(
            await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );
        var block = registry.Portal.Get<BlockAgent>();
        await SendAsync(sends, registry.Clock.GetUtcNow(), 1);
        Assert.Equal((HttpStatusCode.NotFound, "agent.not-found"), await CallAsync(asks, "notebook"));

        Assert.Equal(RefusalKind.Forbidden, (await block.RunAsync(registry.AsEngineer, "notebook", "Reads customers", Ct)).Refusal!.Kind);
        Assert.Equal("discovery.reason", (await block.RunAsync(guard, "notebook", " ", Ct)).Refusal!.Code);
        Assert.Equal("agent-run.agent-not-seen", (await block.RunAsync(guard, "worker", "Reads customers", Ct)).Refusal!.Code);
        registry.Clock.Advance(TimeSpan.FromHours(1));
        var blocked = await block.RunAsync(guard, "notebook", "Reads customers", Ct);
        Assert.True(blocked.IsDone, blocked.Refusal?.Message);
        Assert.Equal("agent-run.agent-blocked", (await block.RunAsync(guard, "notebook", "Again", Ct)).Refusal!.Code);
        var ignore = registry.Portal.Get<IgnoreAgent>();
        Assert.Equal("agent-run.agent-blocked", (await ignore.RunAsync(guard, "notebook", "A trial", Ct)).Refusal!.Code);
        Assert.DoesNotContain(
            (await registry.LogAsync("agent.blocked")).Select(e => e.ToJsonString()),
            e => e.Contains("Reads", StringComparison.Ordinal)
        );

        // Denied by its name; the run before stays what it was, the one after has its own finding.
        Assert.Equal((HttpStatusCode.Forbidden, "agent.blocked"), await CallAsync(asks, "notebook"));
        Assert.Equal((HttpStatusCode.NotFound, "agent.not-found"), await CallAsync(asks, "notebooks"));
        registry.Clock.Advance(TimeSpan.FromHours(1));
        await SendAsync(sends, registry.Clock.GetUtcNow(), 2);
        Assert.Equal(["blocked notebook 1", "not-registered notebook 1"], await FindingsAsync(asks));

        // It is off the list of what no one has decided, and on that of the blocked, with the reason; its finding is where all are.
        using var browser = await registry.Portal.SignInAsync("guard@demo.example");
        Assert.DoesNotContain("unregistered agent has run", await PageAsync(browser, "/agents"), StringComparison.Ordinal);
        Assert.Contains("Reads customers", await PageAsync(browser, "/agents/not-registered?state=blocked"), StringComparison.Ordinal);
        var found = Assert.Single((await ListAsync(registry)));
        Assert.Equal((DiscoveryKind.RunningAgent, DiscoveryState.Blocked, "notebook"), (found.Kind, found.State, found.Name));

        // A scan that leaves it out lifts nothing; a decision does, for the next call.
        var scan = new Scan("agent-runs", registry.Clock.GetUtcNow(), null, true, []);
        Assert.True((await registry.Portal.Get<ReportDiscoveries>().RunAsync(Actor.OfJob("discovery"), scan, Ct)).IsDone);
        Assert.Equal((HttpStatusCode.Forbidden, "agent.blocked"), await CallAsync(asks, "notebook"));
        var triage = registry.Portal.Get<TriageDiscovery>();
        Assert.True((await triage.RunAsync(guard, new(found.Id.ToString(), "to-triage", null, null), Ct)).IsDone);
        Assert.Equal((HttpStatusCode.NotFound, "agent.not-found"), await CallAsync(asks, "notebook"));
        Assert.Contains("1 unregistered agent has run.", await PageAsync(browser, "/agents"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARegisteredAgent_WhoseNameIsBlocked_IsDenied_FromTheNextCallOn()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        using var asks = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var guard = registry.As(
            await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );
        Assert.Equal((HttpStatusCode.OK, "allow"), await CallAsync(asks, "invoice-agent"));

        var scan = new Scan("agent-runs", registry.Clock.GetUtcNow(), null, false, [FoundThing.OfAgent("invoice-agent")!]);
        Assert.True((await registry.Portal.Get<ReportDiscoveries>().RunAsync(Actor.OfJob("discovery"), scan, Ct)).IsDone);
        var found = Assert.Single(await ListAsync(registry));
        var triage = registry.Portal.Get<TriageDiscovery>();
        Assert.True((await triage.RunAsync(guard, new(found.Id.ToString(), "blocked", "Taken over", null), Ct)).IsDone);

        Assert.Equal((HttpStatusCode.OK, "deny"), await CallAsync(asks, "invoice-agent"));
        Assert.True((await triage.RunAsync(guard, new(found.Id.ToString(), "registered", null, "invoice-agent"), Ct)).IsDone);
        Assert.Equal((HttpStatusCode.OK, "allow"), await CallAsync(asks, "invoice-agent"));
    }

    private static async Task<IReadOnlyList<DiscoveryItem>> ListAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Discoveries.AsNoTracking().ToListAsync(Ct);
    }

    private static async Task<(HttpStatusCode, string?)> CallAsync(HttpClient key, string agent)
    {
        var call = new JsonObject { ["run"] = "run-17", ["tool"] = "find" };
        using var answer = await key.PostAsJsonAsync($"/api/v1/agents/{agent}/calls:decide", call, Ct);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        return (answer.StatusCode, (string?)(answer.IsSuccessStatusCode ? body["decision"] : body["code"]));
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(HttpClient key)
    {
        var runs = (await key.GetFromJsonAsync<JsonObject>("/api/v1/agents/notebook/runs", Ct))!["items"]!.AsArray();
        return [.. runs.SelectMany(r => r!["findings"]!.AsArray()).Select(f => $"{f!["kind"]} {f["about"]} {f["count"]}")];
    }

    private static Task<string> PageAsync(HttpClient browser, string path) => browser.GetStringAsync(new Uri(path, UriKind.Relative), Ct);

    private static async Task SendAsync(HttpClient key, DateTimeOffset at, int trace)
    {
        var span = new JsonObject
        {
            ["traceId"] = new string((char)('0' + trace), 32),
            ["spanId"] = new string((char)('0' + trace), 16),
            ["name"] = "step",
            ["startTimeUnixNano"] = $"{at.ToUnixTimeMilliseconds()}000000",
            ["endTimeUnixNano"] = $"{at.ToUnixTimeMilliseconds() + 5}000000",
            ["attributes"] = new JsonArray(Attribute("gen_ai.operation.name", "chat"), Attribute("gen_ai.response.model", "gpt-5")),
        };
        var body = new JsonObject
        {
            ["resourceSpans"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Attribute("service.name", "notebook")) },
                    ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray(span) }),
                }
            ),
        };
        using var answer = await key.PostAsJsonAsync("/v1/traces", body, Ct);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Ct));
    }

    private static JsonObject Attribute(string key, string value) =>
        new()
        {
            ["key"] = key,
            ["value"] = new JsonObject { ["stringValue"] = value },
        };
}
