using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>The decision point for an agent's tools, over HTTP as an agent uses it.</summary>
public sealed class AgentCallsTests
{
    internal const string Agent = "invoice-agent";

    internal const string Yaml = """
        schema: governance.agent/v1
        purpose: Pays invoices that match an order
        autonomy: supervised
        owner: Accounts payable
        models:
          - name: gpt-5
            version: "2026-08-07"
            provider: openai
        tools:
          - name: find
            schemaSha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
            risks: [read]
          - name: transfer
            schemaSha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            risks: [money, irreversible]
        limits:
          spend: 1000
          currency: EUR
        checkpoints:
          - on: transfer
            minutes: 30
        """;

    private static readonly string s_limited =
        Yaml[..Yaml.IndexOf("limits:", StringComparison.Ordinal)]
        + "limits: {steps: 3, seconds: 600, callsPerMinute: 12, spend: 100, currency: EUR}\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Call_IsRecordedBeforeItIsAnswered_AndAPersonAnswersWhatAsks(DatabaseKind kind)
    {
        await using var registry = await InProductionAsync(kind);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);

        // An open queue is read again after a call that asks, and not after each of the others.
        var moves = 0;
        var (queue, whose) = (registry.Portal.Get<MyQueue>(), registry.As(registry.OwnerId, Roles.ModelOwner));
        using var open = registry
            .Portal.Get<ChangeFeed>()
            .Subscribe(
                [],
                change =>
                {
                    if (change.Action.StartsWith("agent-call", StringComparison.Ordinal) && queue.IsMovedBy(change, whose))
                    {
                        moves++;
                    }
                }
            );

        // Fifty at once: all answered, each stored once, in fewer entries of the log than there are calls.
        var many = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => DecidedAsync(key, Find($"run-{i}"))));
        Assert.All(many, answer => Assert.Equal("allow", (string?)answer["decision"]));
        Assert.Equal(50, many.Select(answer => (string?)answer["id"]).Distinct().Count());
        var entries = await registry.LogAsync("agent-calls.decided");
        Assert.Equal(50, entries.Sum(e => (int)e["data"]!["count"]!));
        Assert.InRange(entries.Count, 1, 49);
        var read = await GetAsync(key, (string)many[49]["id"]!);
        Assert.Contains(entries, e => (string?)e["subject"] == (string?)read["batch"]);

        // What the manifest does not name, and more money than the run may spend.
        Assert.Equal("deny", (string?)(await DecidedAsync(key, Find("run-x", tool: "delete")))["decision"]);
        Assert.Equal("deny", (string?)(await DecidedAsync(key, Transfer("run-x", 1_000.01m)))["decision"]);

        // Money asks a person; what waits is counted as spent.
        Assert.Equal(0, moves);
        var asked = await DecidedAsync(key, Transfer("run-1", 600.5m));
        Assert.Equal(1, moves);
        var id = (string)asked["id"]!;
        Assert.Equal("ask", (string?)asked["decision"]);
        Assert.Equal(registry.Clock.GetUtcNow().AddMinutes(30), (DateTimeOffset)asked["expiresAt"]!, TimeSpan.FromSeconds(1));
        Assert.Equal("deny", (string?)(await DecidedAsync(key, Transfer("run-1", 600.5m)))["decision"]);
        var waiting = await GetAsync(key, "", "?state=waiting");
        Assert.Equal(id, (string?)Assert.Single(waiting["items"]!.AsArray())!["id"]);
        Assert.Null((await GetAsync(key, id))["arguments"]);

        // The owner reads it on a page, and signs: money is not allowed without a proof.
        using var browser = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var page = await browser.GetStringAsync(new Uri($"/agents/calls/{id}", UriKind.Relative), Ct);
        Assert.Contains("invoice-agent wants to call transfer and move EUR 600.50.", page, StringComparison.Ordinal);
        Assert.Contains("ACME", page, StringComparison.Ordinal);
        var calls = await browser.GetStringAsync(new Uri($"/agents/{Agent}/calls?state=ask", UriKind.Relative), Ct);
        Assert.Contains($"/agents/calls/{id}", calls, StringComparison.Ordinal);
        var owner = await WithSessionAsync(registry, registry.OwnerId, Roles.ModelOwner);
        var answer = registry.Portal.Get<AnswerCall>();
        Assert.Equal(RefusalKind.Unauthenticated, (await answer.RunAsync(owner, Allow(id, null), Ct)).Refusal!.Kind);
        var engineer = registry.AsEngineer;
        Assert.Equal("identity.permission-missing", (await answer.RunAsync(engineer, Allow(id, null), Ct)).Refusal!.Code);
        var other = registry.As(await registry.Portal.CreateUserAsync("other@demo.example", Roles.ModelOwner), Roles.ModelOwner);
        Assert.Equal("agent-call.not-yours", (await answer.RunAsync(other, Allow(id, null), Ct)).Refusal!.Code);

        // Two answers at once: one counts.
        var (first, second) = (await ProofAsync(registry, owner), await ProofAsync(registry, owner));
        var both = await Task.WhenAll(answer.RunAsync(owner, Allow(id, first), Ct), answer.RunAsync(owner, Allow(id, second), Ct));
        Assert.Single(both, outcome => outcome.IsDone);
        Assert.Single(both, outcome => outcome.Refusal?.Code == "agent-call.answered");
        var allowed = await GetAsync(key, id);
        Assert.Equal(("allow", "ask"), ((string?)allowed["decision"], (string?)allowed["decided"]));
        Assert.Equal("password", (string?)allowed["authenticationMethod"]);

        // Who is behind the key does not answer; a refusal takes no proof.
        using var own = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.AgentsDecide);
        var mine = (string)(await DecidedAsync(own, Transfer("run-2", 5)))["id"]!;
        Assert.Equal("agent-call.own-key", (await answer.RunAsync(owner, Deny(mine), Ct)).Refusal!.Code);
        var guard = registry.As(
            await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );
        Assert.True((await answer.RunAsync(guard, Deny(mine), Ct)).IsDone);
        Assert.Equal("deny", (string?)(await GetAsync(key, mine))["decision"]);

        // Over in time: denied, and no answer is taken any more.
        var late = (string)(await DecidedAsync(key, Transfer("run-3", 5)))["id"]!;
        registry.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("deny", (string?)(await GetAsync(key, late))["decision"]);
        Assert.Equal("agent-call.too-late", (await answer.RunAsync(guard, Deny(late), Ct)).Refusal!.Code);

        // Stopped between two calls: the next is denied, and so is what was allowed and not made yet.
        Assert.True((await registry.Portal.Get<StopAgent>().RunAsync(guard, Agent, "Odd", Ct)).IsDone);
        var stopped = await DecidedAsync(key, Find("run-1"));
        Assert.Equal(("deny", "agent.stopped"), ((string?)stopped["decision"], (string?)stopped["code"]));
        Assert.Equal("deny", (string?)(await GetAsync(key, id))["decision"]);

        // What was kept for people to read is erased in time; the proof holds.
        var erase = registry.Portal.Get<EraseArguments>();
        Assert.Equal(0, await erase.RunAsync(Ct));
        registry.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(3, await erase.RunAsync(Ct));
        Assert.Equal(0, await erase.RunAsync(Ct));
        Assert.Equal(3, (int)Assert.Single(await registry.LogAsync("agent-calls.erased"))["data"]!["count"]!);
        var erased = await registry.Portal.Get<ListCalls>().GetAsync(Agent, id, new CallReader(registry.OwnerId, Roles.ModelOwner), Ct);
        Assert.Equal((null, true), (erased.Value.Arguments, erased.Value.ArgumentsErased));
    }

    [Fact]
    public async Task Limits_OfTheManifest_AreCountedByThePortal_AlsoWithinAGroup()
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite, s_limited);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);

        // Three steps a run, twelve calls a minute: denied ones are steps and calls too, as anyone who repeats them is in a loop.
        Assert.Equal((3, "The limit of 3 steps is reached."), await ManyAsync(8, _ => Find("run-1")));
        Assert.Equal((4, "The limit of 12 calls per minute is reached."), await ManyAsync(6, i => Find($"run-1{i}")));

        registry.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((2, "The run would spend more than 100 EUR, its limit."), await ManyAsync(3, _ => Transfer("run-2", 40)));

        Assert.Equal("allow", (string?)(await DecidedAsync(key, Find("run-3")))["decision"]);
        registry.Clock.Advance(TimeSpan.FromSeconds(601));
        Assert.Equal((0, "The limit of 600 seconds is reached."), await ManyAsync(2, _ => Find("run-3")));
        Assert.Equal((1, null), await ManyAsync(1, _ => Find("run-4")));

        async Task<(int Allowed, string? Otherwise)> ManyAsync(int count, Func<int, JsonObject> call)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => DecidedAsync(key, call(i))));
            return (
                answers.Count(answer => (string?)answer["decision"] == "allow"),
                answers
                    .Where(answer => (string?)answer["decision"] == "deny")
                    .Select(answer => (string?)answer["reason"])
                    .Distinct()
                    .SingleOrDefault()
            );
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task StopOfAll_DeniesTheNextCallOnEveryNode_AndNoChangedRowLiftsIt(DatabaseKind kind)
    {
        await using var registry = await InProductionAsync(kind);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        await using var other = registry.Portal.Beside(registry.Clock);
        using var beside = other.CreateClient();
        beside.DefaultRequestHeaders.Authorization = key.DefaultRequestHeaders.Authorization;
        var reports = RegistryFixture.Model("report-agent");
        reports["riskClass"] = "high";
        await registry.CreatedAsync("/agents", reports);
        // Twice, so that each node knows by what it decides.
        var before = await DecisionsAsync("run-1", "run-2");
        Assert.Equal(["allow", "allow", "allow", "allow"], before);

        var stop = registry.Portal.Get<StopAgents>();
        var security = await GuardAsync("guard@demo.example", Roles.SecurityReviewer);
        Assert.Equal("identity.permission-missing", (await stop.RunAsync(registry.AsEngineer, All("Odd"), Ct)).Refusal!.Code);
        Assert.Equal("agent.many-not-yours", (await stop.RunAsync(registry.AsOwner, All("Odd"), Ct)).Refusal!.Code);
        Assert.Equal("agent.which", (await stop.RunAsync(security, new(null, false, "Odd"), Ct)).Refusal!.Code);
        Assert.Equal("agent.which", (await stop.RunAsync(security, new("high", true, "Odd"), Ct)).Refusal!.Code);
        Assert.Equal("agent.reason-missing", (await stop.RunAsync(security, All(" "), Ct)).Refusal!.Code);
        var stopped = (await stop.RunAsync(security, All("The vendor was breached"), Ct)).Value;
        Assert.Equal([Agent, "report-agent"], stopped.Agents);
        Assert.Equal(["agent.stopped", "agent.stopped"], await CodesAsync());
        var entry = Assert.Single(await registry.LogAsync("agents.stopped"), e => (string?)e["outcome"] == "done");
        Assert.Equal(2, (int)entry["data"]!["count"]!);
        Assert.Equal(2, (await registry.LogAsync("agent.stopped")).Count);

        // One statement beside the portal lifts no stop, on no node: what is not as the log states it decides nothing.
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync($"UPDATE \"Agents\" SET \"IsStopped\" = {false}", Ct);
            Assert.Equal(["record.altered", "record.altered"], await CodesAsync());
            await db.Database.ExecuteSqlAsync($"DELETE FROM \"Agents\" WHERE \"Model\" = {Agent}", Ct);
            Assert.Equal(["record.altered", "record.altered"], await CodesAsync());
        }

        async Task<string[]> DecisionsAsync(params string[] runs)
        {
            var answers = new List<string>();
            foreach (var run in runs)
            {
                answers.Add((string)(await DecidedAsync(key, Find(run)))["decision"]!);
                answers.Add((string)(await DecidedAsync(beside, Find(run)))["decision"]!);
            }

            return [.. answers];
        }

        async Task<string[]> CodesAsync()
        {
            var codes = new List<string>();
            foreach (var node in new[] { key, beside })
            {
                using var answer = await node.PostAsJsonAsync($"/api/v1/agents/{Agent}/calls:decide", Find("run-1"), Ct);
                var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
                Assert.NotEqual("allow", (string?)said["decision"]);
                codes.Add((string?)said["code"] ?? "");
            }

            return [.. codes];
        }

        async Task<Actor> GuardAsync(string email, string role) => registry.As(await registry.Portal.CreateUserAsync(email, role), role);
    }

    // What was decided by once is not read again while the log shows that it holds. May only become fewer.
    private static async Task KeptFactsCostFewStatementsAsync(RegistryFixture registry)
    {
        var (decide, call) = (registry.Portal.Get<DecideCalls>(), CallRequest.Of("run-0", "find", null, [], (null, null), "{}").Value);
        var first = await CountAsync();
        var next = await CountAsync();
        Assert.True(next.Count <= 20 && next.Count < first.Count, string.Join("\n", next));

        Task<IReadOnlyList<string>> CountAsync() =>
            StatementCounter.OfAsync(async () =>
                Assert.Equal(CallVerdict.Allow, (await decide.RunAsync(Actor.Host, Agent, null, call, Ct)).Value.Decision)
            );
    }

    private static StopAgents.Command All(string reason) => new(null, true, reason);

    [Fact]
    public async Task StopOfAClass_LeavesOthersRunning_AndOneActResumesWhatOneActStopped()
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite, replace: StatementCounter.Listen);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        await KeptFactsCostFewStatementsAsync(registry);
        foreach (var name in new[] { "report-agent", "letter-agent" })
        {
            var model = RegistryFixture.Model(name);
            model["riskClass"] = "high";
            await registry.CreatedAsync("/agents", model);
        }

        var security = registry.As(await registry.Portal.CreateUserAsync("g@demo.example", Roles.SecurityReviewer), Roles.SecurityReviewer);
        var risk = registry.As(await registry.Portal.CreateUserAsync("r@demo.example", Roles.RiskOfficer), Roles.RiskOfficer);
        var stopped = await registry.Portal.Get<StopAgents>().RunAsync(security, new("high", false, "Odd letters"), Ct);
        Assert.Equal(["letter-agent", "report-agent"], stopped.Value.Agents);
        Assert.Equal("allow", (string?)(await DecidedAsync(key, Find("run-1")))["decision"]);

        var resume = registry.Portal.Get<ResumeAgent>();
        var own = await resume.RunAsync(security, "report-agent", "Fixed", together: true, Ct);
        Assert.Equal("agent.resumed-by-stopper", own.Refusal!.Code);
        var owned = await resume.RunAsync(registry.AsOwner, "report-agent", "Fixed", together: true, Ct);
        Assert.Equal("agent.many-not-yours", owned.Refusal!.Code);
        Assert.Equal(1, (int)(await registry.GetAsync("/agents/report-agent"))["stoppedWith"]!);
        Assert.True((await resume.RunAsync(risk, "report-agent", "Fixed", together: true, Ct)).IsDone);
        Assert.Equal("running", (string?)(await registry.GetAsync("/agents/letter-agent"))["state"]);
    }

    [Fact]
    public async Task Calls_WhoseCommitFails_AreAnswered503_AndNoneIsAllowed()
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER refuse BEFORE INSERT ON AgentCalls WHEN NEW.Tool = 'find' BEGIN SELECT RAISE(ABORT, 'disk'); END",
            Ct
        );

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => key.PostAsJsonAsync($"/api/v1/agents/{Agent}/calls:decide", Find($"run-{i}"), Ct))
        );

        foreach (var answer in answers)
        {
            using (answer)
            {
                var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.ServiceUnavailable);
                Assert.Equal("agent-call.not-recorded", (string?)problem["code"]);
            }
        }

        Assert.Equal(0, await db.AgentCalls.CountAsync(Ct));
        Assert.Empty(await registry.LogAsync("agent-calls.decided"));
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse", Ct);
        Assert.Equal("allow", (string?)(await DecidedAsync(key, Find("run-1")))["decision"]);
    }

    private static AnswerCall.Command Allow(string call, string? proof) => new(Agent, call, "allow", "The order matches", proof);

    private static AnswerCall.Command Deny(string call) => new(Agent, call, "deny", "It is paid", null);

    private static JsonObject Find(string run, string tool = "find") => new() { ["run"] = run, ["tool"] = tool };

    private static JsonObject Transfer(string run, decimal amount) =>
        new()
        {
            ["run"] = run,
            ["tool"] = "transfer",
            ["arguments"] = new JsonObject { ["to"] = "ACME" },
            ["amount"] = amount,
            ["currency"] = "EUR",
        };

    private static async Task<JsonObject> DecidedAsync(HttpClient key, JsonObject call)
    {
        using var answer = await key.PostAsJsonAsync($"/api/v1/agents/{Agent}/calls:decide", call, Ct);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }

    private static async Task<JsonObject> GetAsync(HttpClient key, string id, string query = "")
    {
        var path = id.Length == 0 ? $"/api/v1/agents/{Agent}/calls{query}" : $"/api/v1/agents/{Agent}/calls/{id}";
        using var answer = await key.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }

    private static async Task<string> ProofAsync(RegistryFixture registry, Actor actor) =>
        (
            await registry
                .Portal.Get<ReauthenticationService>()
                .IssueAsync(actor.User!.Value, actor.Session!, "password", boundTo: null, Ct)
        ).Text;

    private static async Task<Actor> WithSessionAsync(RegistryFixture registry, UserId user, string role)
    {
        var session = RegistryFixture.Digest(Encoding.UTF8.GetBytes($"calls {role}"));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        db.Sessions.Add(
            new UserSession
            {
                Hash = session,
                User = user,
                ActiveRole = role,
                Method = "password",
                OpenedAt = registry.Clock.GetUtcNow(),
                LastSeenAt = registry.Clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Ct);
        return Actor.OfUser(user, role, session);
    }

    internal static async Task<RegistryFixture> InProductionAsync(
        DatabaseKind kind,
        string manifest = Yaml,
        Action<IServiceCollection>? replace = null
    )
    {
        var registry = await RegistryFixture.CreateAsync(kind, replace: replace);
        await PutInProductionAsync(registry, manifest);
        return registry;
    }

    internal static async Task PutInProductionAsync(RegistryFixture registry, string manifest, JsonObject? tags = null)
    {
        var model = RegistryFixture.Model(Agent);
        model["tags"] = tags;
        model["riskClass"] = "minimal";
        await registry.CreatedAsync("/agents", model);
        using (var content = new StringContent(manifest, Encoding.UTF8, "application/yaml"))
        {
            var address = new Uri($"/api/v1/agents/{Agent}/versions?version=1.0.0", UriKind.Relative);
            using var made = await registry.Client.PostAsync(address, content, Ct);
            await RegistryFixture.JsonAsync(made, HttpStatusCode.Created);
        }

        var requested = await registry.CreatedAsync(
            $"/agents/{Agent}/versions/1.0.0/promotions",
            new JsonObject { ["to"] = "production", ["reason"] = "Pays invoices" }
        );
        Assert.True(DisplayId.TryParse<PromotionId>((string?)requested["id"], out var promotion));
        await registry.SignAsync(promotion);
        await registry.CreatedAsync(
            $"/models/{Agent}/versions/1.0.0/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = promotion.ToString() }
        );
    }
}
