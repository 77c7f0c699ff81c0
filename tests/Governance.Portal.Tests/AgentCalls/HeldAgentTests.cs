using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Tests.AgentRuns;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>
/// What takes a version out of use denies the calls of its tools: its deployment stays on record, and no one has stopped the agent by name.
/// </summary>
public sealed class HeldAgentTests
{
    private const string Agent = AgentCallsTests.Agent;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "take-offline")]
    [InlineData(DatabaseKind.Postgres, "restrict")]
    public async Task IncidentThatHoldsTheVersion_DeniesItsCalls_OnEveryNode_AndNoChangedRowLiftsIt(DatabaseKind kind, string mode)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        await using var other = registry.Portal.Beside(registry.Clock);
        using var beside = other.CreateClient();
        beside.DefaultRequestHeaders.Authorization = key.DefaultRequestHeaders.Authorization;
        var security = await PersonAsync(registry, Roles.SecurityReviewer);
        // Each node knows by what it decides, and a person has allowed what is not made yet.
        Assert.Equal("allow", (await DecideAsync(key)).Decision);
        Assert.Equal("allow", (await DecideAsync(beside)).Decision);
        var allowed = await AllowedAsync(registry, key, security);

        var drill = await ContainedAsync(registry, security, mode, isDrill: true);
        Assert.Equal("allow", (await DecideAsync(key)).Decision);
        var incident = await ContainedAsync(registry, security, mode);
        Assert.NotEqual(drill, incident);

        foreach (var node in new[] { key, beside })
        {
            Assert.Equal(("deny", "incident.holds"), await DecideAsync(node));
            Assert.Equal(("deny", "incident.holds"), await ReadAsync(node, allowed));
        }

        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var held = await db.IncidentVersions.Where(v => v.Incident == incident).Select(v => v.HeldAt).SingleAsync(Ct);
            Assert.NotNull(held);
            await db.Database.ExecuteSqlAsync($"UPDATE \"IncidentVersions\" SET \"ReleasedAt\" = \"HeldAt\"", Ct);
            // Not even when everything is read again.
            Assert.Equal("incident.holds", (await DecideAsync(key)).Code);
            await registry.CreatedAsync("/models", RegistryFixture.Model());
            Assert.Equal("record.altered", (await DecideAsync(key)).Code);
            await db.Database.ExecuteSqlAsync($"UPDATE \"IncidentVersions\" SET \"ReleasedAt\" = NULL", Ct);
        }

        await ResumeServiceAsync(registry, security, incident);
        Assert.Equal("allow", (await DecideAsync(key)).Decision);
        Assert.Equal("allow", (await DecideAsync(beside)).Decision);
    }

    [Fact]
    public async Task ToolCalledWhileTheVersionIsHeldOrTheAgentStopped_IsAnAlert_AndContradictsTheContainment()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        using var sends = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.TracesWrite);
        var security = await PersonAsync(registry, Roles.SecurityReviewer);
        var began = registry.Clock.GetUtcNow();
        registry.Clock.Advance(TimeSpan.FromMinutes(1));
        var incident = await ContainedAsync(registry, security, "take-offline");
        registry.Clock.Advance(TimeSpan.FromMinutes(5));

        // Before it was held; denied by the guard; a step that calls no tool.
        await CalledAsync(sends, began, 1);
        await CalledAsync(sends, registry.Clock.GetUtcNow().AddSeconds(-30), 2, error: "denied");
        await SentTraces.SendAsync(sends, Agent, registry.Clock.GetUtcNow().AddSeconds(-20), new string('3', 32), Ct);
        Assert.Empty(await TrafficAsync(registry));

        await CalledAsync(sends, registry.Clock.GetUtcNow().AddSeconds(-10), 4);
        var held = Assert.Single(await TrafficAsync(registry));
        Assert.Equal(("1.0.0 (held by an incident)", 1L, AlertState.Open), (held.Field, held.Count, held.State));
        Assert.Equal(1, await registry.Portal.Get<FollowContradictions>().RunAsync(Ct));
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var told = await db
                .IncidentEntries.Where(e => e.Incident == incident && e.Action == FollowContradictions.Action)
                .Select(e => e.What)
                .SingleAsync(Ct);
            Assert.Contains($"{Agent}@1.0.0 made 1 decisions or tool calls while it was held, from ", told, StringComparison.Ordinal);
        }

        // The same of an agent that is stopped, until it is resumed.
        await ResumeServiceAsync(registry, security, incident);
        registry.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await registry.Portal.Get<StopAgent>().RunAsync(security, Agent, "Odd", Ct)).IsDone);
        registry.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = registry.Clock.GetUtcNow().AddSeconds(-10);
        var guard = registry.As(await registry.Portal.CreateUserAsync("guard@demo.example", Roles.RiskOfficer), Roles.RiskOfficer);
        Assert.True((await registry.Portal.Get<ResumeAgent>().RunAsync(guard, Agent, "Fixed", together: false, Ct)).IsDone);
        registry.Clock.Advance(TimeSpan.FromMinutes(1));
        await CalledAsync(sends, registry.Clock.GetUtcNow().AddSeconds(-10), 5);
        Assert.Single(await TrafficAsync(registry));
        await CalledAsync(sends, late, 6);
        Assert.Equal(
            ["1.0.0 (held by an incident)", "1.0.0 (stopped)"],
            (await TrafficAsync(registry)).Select(a => a.Field).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task RetirementThatHasStoppedTheVersion_DeniesItsCalls()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var planned = await registry
            .Portal.Get<PlanRetirement>()
            .RunAsync(registry.AsEngineer, new($"{Agent}@1.0.0", "Paid by hand from now on", Owner: RegistryFixture.Owner), Ct);
        Assert.True(planned.IsDone, planned.Refusal?.Message);
        Assert.Equal("allow", (await DecideAsync(key)).Decision);

        var stopped = await registry.Portal.Get<StopTraffic>().RunAsync(registry.AsOwner, planned.Value, "Switched off", null, Ct);
        Assert.True(stopped.IsDone, stopped.Refusal?.Message);

        Assert.Equal(("deny", "retirement.holds"), await DecideAsync(key));
    }

    [Fact]
    public async Task AgentThatIsClassifiedAsProhibited_MayCallNothing()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        Assert.Equal("allow", (await DecideAsync(key)).Decision);

        using var changed = await registry.Client.PatchAsJsonAsync($"/api/v1/models/{Agent}", new { riskClass = "prohibited" }, Ct);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        Assert.Equal(("deny", "model.risk-class"), await DecideAsync(key));
    }

    private static async Task<List<Alert>> TrafficAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().Where(a => a.Rule == AlertRule.UnauthorisedTraffic).ToListAsync(Ct);
    }

    private static Task CalledAsync(HttpClient key, DateTimeOffset at, int trace, string? error = null) =>
        SentTraces.CallAsync(key, Agent, at, new string((char)('0' + trace), 32), "find", error, Ct);

    private static async Task<IncidentId> ContainedAsync(RegistryFixture registry, Actor security, string mode, bool isDrill = false)
    {
        var opened = await registry
            .Portal.Get<OpenIncident>()
            .RunAsync(
                registry.AsEngineer,
                new()
                {
                    Title = "Pays invoices twice",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(Agent, "1.0.0")],
                    Drill = isDrill,
                },
                Ct
            );
        Assert.True(opened.IsDone, opened.Refusal?.Message);
        var contained = await registry.Portal.Get<ContainIncident>().RunAsync(security, opened.Value, mode, null, null, Ct);
        Assert.True(contained.IsDone, contained.Refusal?.Message);
        return opened.Value;
    }

    private static async Task ResumeServiceAsync(RegistryFixture registry, Actor security, IncidentId incident)
    {
        var frozen = await registry.Portal.Get<FreezeEvidence>().RunAsync(security, incident, [], null, Ct);
        Assert.True(frozen.IsDone, frozen.Refusal?.Message);
        var resumed = await registry
            .Portal.Get<RecoverIncident>()
            .RunAsync(security, incident, new("resume", "The prompt was repaired"), null, Ct);
        Assert.True(resumed.IsDone, resumed.Refusal?.Message);
    }

    private static async Task<string> AllowedAsync(RegistryFixture registry, HttpClient key, Actor security)
    {
        var call = new
        {
            run = "run-1",
            tool = "transfer",
            amount = 5,
            currency = "EUR",
        };
        using var asked = await key.PostAsJsonAsync($"/api/v1/agents/{Agent}/calls:decide", call, Ct);
        var id = (string)(await RegistryFixture.JsonAsync(asked, HttpStatusCode.OK))["id"]!;
        var session = RegistryFixture.Digest([1]);
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            db.Sessions.Add(
                new()
                {
                    Hash = session,
                    User = security.User!.Value,
                    ActiveRole = Roles.SecurityReviewer,
                    Method = "password",
                    OpenedAt = registry.Clock.GetUtcNow(),
                    LastSeenAt = registry.Clock.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        var proof = await registry
            .Portal.Get<ReauthenticationService>()
            .IssueAsync(security.User!.Value, session, "password", boundTo: null, Ct);
        var answered = await registry
            .Portal.Get<AnswerCall>()
            .RunAsync(
                Actor.OfUser(security.User.Value, Roles.SecurityReviewer, session),
                new(Agent, id, "allow", "The order matches", proof.Text),
                Ct
            );
        Assert.True(answered.IsDone, answered.Refusal?.Message);
        Assert.Equal("allow", (await ReadAsync(key, id)).Decision);
        return id;
    }

    private static async Task<(string? Decision, string? Code)> DecideAsync(HttpClient node)
    {
        using var answer = await node.PostAsJsonAsync($"/api/v1/agents/{Agent}/calls:decide", new { run = "run-2", tool = "find" }, Ct);
        return Said(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!);
    }

    private static async Task<(string? Decision, string? Code)> ReadAsync(HttpClient node, string call)
    {
        using var answer = await node.GetAsync(new Uri($"/api/v1/agents/{Agent}/calls/{call}", UriKind.Relative), Ct);
        return Said(await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK));
    }

    private static (string? Decision, string? Code) Said(JsonNode answer) => ((string?)answer["decision"], (string?)answer["code"]);

    private static async Task<Actor> PersonAsync(RegistryFixture registry, string role) =>
        registry.As(await registry.Portal.CreateUserAsync("second@demo.example", role), role);
}
