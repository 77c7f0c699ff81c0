using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Models.Registry.Agents.Tools;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Agents.Tools;

/// <summary>What servers list now, and what reviewers found that tools can do: both after an agent went into production.</summary>
public sealed class AgentToolsTests
{
    internal const string Agent = "invoice-agent";
    private const string Find = """{"name":"find","description":"Finds invoices","inputSchema":{"type":"object"}}""";
    private const string Refund = """{"name":"refund","inputSchema":{"type":"object"}}""";

    private static readonly string s_find = DigestOf(Find);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task ServerThatListsOtherTools_PutsTheAgentOutOfPolicy_UntilItListsTheApprovedOnesAgain(DatabaseKind kind)
    {
        await using var server = await ToolServer.StartAsync(Find);
        await using var registry = await InProductionAsync(kind, server, "agent_tools, severity: critical, params: {observed: deny}");
        var ask = registry.Portal.Get<AskToolServers>();

        // The list that was signed: one row however often it is asked, and nothing to say.
        await ask.RunAsync(Ct);
        await ask.RunAsync(Ct);
        var seen = Assert.Single(await registry.LogAsync("agent.tools-observed"));
        Assert.Equal((1, 0), ((int)seen["data"]!["tools"]!, seen["data"]!["changes"]!.AsArray().Count));
        Assert.Equal(PostureState.In, await JudgedAsync(registry));
        Assert.Equal("approved", await StateAsync(registry));

        // A tool more.
        server.Tools = [Find, Refund];
        await ask.RunAsync(Ct);
        await ask.RunAsync(Ct);
        Assert.Equal(2, (await registry.LogAsync("agent.tools-observed")).Count);
        var alert = Assert.Single(await OpenAsync(registry));
        Assert.Equal((AlertRule.ToolsChanged, "payments (refund)"), (alert.Rule, alert.Field));
        Assert.Equal(PostureState.Out, await JudgedAsync(registry));
        var gate = await registry.Portal.Get<EvaluateDeploymentGate>().JudgeAsync(new(Agent, "1.0.0", "production", null), Ct);
        Assert.False(gate.Allow);
        Assert.Contains("different tools: payments (refund)", gate.Reasons[0].Message, StringComparison.Ordinal);
        Assert.Equal("changed", await StateAsync(registry));
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var page = await owner.GetStringAsync(new Uri($"/models/{Agent}", UriKind.Relative), Ct);
        Assert.Contains("not in the manifest: refund", page, StringComparison.Ordinal);

        // A key says that all is as it was signed: that does not end what the portal saw, whosever key it is.
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var approved = new JsonObject
        {
            ["server"] = "payments",
            ["version"] = "7",
            ["tools"] = new JsonArray(new JsonObject { ["tool"] = JsonNode.Parse(Find) }),
        };
        var denied = await PostAsync(key, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.Conflict);
        Assert.Equal("agent.tools-seen-otherwise", (string?)denied["code"]);
        Assert.Equal(PostureState.Out, await JudgedAsync(registry));

        // More that is wrong it may tell, and take back nothing of it: the portal saw a part of it first.
        var worse = approved.DeepClone().AsObject();
        worse["tools"]!.AsArray().Add(new JsonObject { ["tool"] = JsonNode.Parse(Refund) });
        worse["tools"]!.AsArray().Add(new JsonObject { ["name"] = "wipe", ["sha256"] = new string('a', 64) });
        Assert.True((bool)(await PostAsync(key, $"/agents/{Agent}/tools:observed", worse, HttpStatusCode.OK))["isNew"]!);
        await PostAsync(key, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.Conflict);
        Assert.Single(await OpenAsync(registry));

        // The portal sees the list that was signed again, so all of it is over; then a key ends what it told itself.
        server.Tools = [Find];
        await ask.RunAsync(Ct);
        Assert.Empty(await OpenAsync(registry));
        worse["version"] = "9";
        Assert.True((bool)(await PostAsync(key, $"/agents/{Agent}/tools:observed", worse, HttpStatusCode.OK))["isNew"]!);
        Assert.Single(await OpenAsync(registry));
        using var other = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        await PostAsync(other, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.Conflict);
        Assert.True((bool)(await PostAsync(key, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.OK))["isNew"]!);
        Assert.Empty(await OpenAsync(registry));
        Assert.Equal(PostureState.In, await JudgedAsync(registry));

        // Silence is no word of the server: a warning, and what it listed last goes on counting.
        server.IsAway = true;
        await ask.RunAsync(Ct);
        Assert.Empty(await OpenAsync(registry));
        registry.Clock.Advance(TimeSpan.FromMinutes(31));
        await ask.RunAsync(Ct);
        var silent = Assert.Single(await OpenAsync(registry));
        Assert.Equal((AlertRule.ServerSilent, "payments"), (silent.Rule, silent.Field));
        Assert.Equal("silent", await StateAsync(registry));
        (server.IsAway, server.Tools) = (false, [Find]);
        await ask.RunAsync(Ct);
        Assert.Empty(await OpenAsync(registry));

        // What is no list, of a server that no version names, or by a key for something else.
        approved["server"] = "elsewhere";
        Assert.Equal(
            "agent.server-unknown",
            (string?)(await PostAsync(key, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.UnprocessableEntity))["code"]
        );
        approved["tools"] = new JsonArray(new JsonObject { ["name"] = "find", ["sha256"] = "x" });
        Assert.Equal(
            "agent.tools-not-valid",
            (string?)(await PostAsync(key, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.UnprocessableEntity))["code"]
        );
        await PostAsync(registry.Client, $"/agents/{Agent}/tools:observed", approved, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Review_OfATool_CountsInGatesCallsAndPages_WithWhatTheManifestSays()
    {
        await using var server = await ToolServer.StartAsync(Find);
        await using var registry = await InProductionAsync(
            DatabaseKind.Sqlite,
            server,
            "agent_tools, severity: critical, params: {deny: [\"risk:personal-data\"]}"
        );
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var call = new JsonObject { ["run"] = "run-1", ["tool"] = "payments.find" };
        Assert.Equal("allow", await DecidedAsync(key, call));
        Assert.Equal(PostureState.In, await JudgedAsync(registry));
        var listed = Assert.Single((await registry.GetAsync("/agent-tools?state=unreviewed"))["items"]!.AsArray())!;
        Assert.Equal(("payments.find", s_find), ((string?)listed["id"], (string?)listed["sha256"]));

        // Security reviewers alone, with risks and a reason.
        var review = registry.Portal.Get<ReviewTool>();
        var security = registry.As(
            await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );
        var found = new ReviewTool.Command(s_find, ["personal-data"], "Invoices name people");
        Assert.Equal("identity.permission-missing", (await review.RunAsync(registry.AsOwner, found, Ct)).Refusal!.Code);
        Assert.Equal("agent.tool-not-found", (await review.RunAsync(security, found with { Sha256 = new('0', 64) }, Ct)).Refusal!.Code);
        Assert.Equal("agent.review-not-valid", (await review.RunAsync(security, found with { Risks = ["odd"] }, Ct)).Refusal!.Code);
        var reviewed = await review.RunAsync(security, found, Ct);
        Assert.True(reviewed.IsDone, reviewed.Refusal?.Message);
        Assert.Equal(["read", "personal-data"], reviewed.Value.Risks);
        Assert.Single(await registry.LogAsync("agent-tool.reviewed"), e => (string?)e["outcome"] == "done");

        Assert.Equal("deny", await DecidedAsync(key, call));
        Assert.Equal(PostureState.Out, await JudgedAsync(registry));
        Assert.False((await registry.Portal.Get<EvaluateDeploymentGate>().JudgeAsync(new(Agent, "1.0.0", "production", null), Ct)).Allow);
        var version = await registry.GetAsync($"/agents/{Agent}/versions/1.0.0");
        Assert.Equal("read", (string?)Assert.Single(version["manifest"]!["tools"]![0]!["risks"]!.AsArray()));
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var page = await owner.GetStringAsync(new Uri("/agents/tools", UriKind.Relative), Ct);
        Assert.Contains("Invoices name people", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Record review", page, StringComparison.Ordinal);

        // A second look, once the reviewer knows better.
        Assert.True((await review.RunAsync(security, found with { Risks = ["read"], Reason = "They are masked" }, Ct)).IsDone);
        Assert.Equal("allow", await DecidedAsync(key, call));
        Assert.Equal(PostureState.In, await JudgedAsync(registry));
    }

    [Fact]
    public async Task ModelThatLeavesProduction_PutsTheAgentThatThinksWithItOutOfPolicyAtOnce()
    {
        await using var server = await ToolServer.StartAsync(Find);
        await using var registry = await InProductionAsync(
            DatabaseKind.Sqlite,
            server,
            "agent_models, severity: critical, params: {approvedOnly: true}"
        );
        Assert.Equal(PostureState.In, await JudgedAsync(registry));

        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1.1.0", [7]));
        using (await registry.UploadAsync("1.1.0", [7])) { }
        await registry.DeployAsync("1.1.0", await registry.ApproveAsync("1.1.0"));
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.NotEqual(
                Stage.Production,
                (await db.Versions.SingleAsync(v => v.Model == "fraud-scorer" && v.Version == "1.0.0", Ct)).Stage
            );
        }

        Assert.Equal(PostureState.Out, await JudgedAsync(registry));
    }

    internal static async Task<PostureState?> JudgedAsync(RegistryFixture registry)
    {
        await registry.Portal.Get<FollowPostures>().RunAsync(Ct);
        await registry.Portal.Get<KeepPostures>().RunAsync(Ct);
        return await registry.Portal.Get<ListPostures>().OfModelAsync(Agent, Ct);
    }

    private static async Task<string?> StateAsync(RegistryFixture registry) =>
        (string?)(await registry.GetAsync($"/agents/{Agent}/versions/1.0.0"))["servers"]![0]!["state"];

    internal static async Task<List<Alert>> OpenAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Alerts.AsNoTracking()
            .Where(a => a.State != AlertState.Resolved && (a.Rule == AlertRule.ToolsChanged || a.Rule == AlertRule.ServerSilent))
            .ToListAsync(Ct);
    }

    internal static async Task<string?> DecidedAsync(HttpClient key, JsonObject call) =>
        (string?)(await PostAsync(key, $"/agents/{Agent}/calls:decide", call, HttpStatusCode.OK))["decision"];

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, JsonObject body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1{path}", body, Ct);
        return await RegistryFixture.JsonAsync(answer, expected);
    }

    private static string DigestOf(string tool)
    {
        using var json = System.Text.Json.JsonDocument.Parse(tool);
        return McpTool.Read(json.RootElement).Sha256;
    }

    private static string Yaml(ToolServer server) =>
        $$"""
            schema: governance.agent/v1
            purpose: Pays invoices that match an order
            autonomy: supervised
            owner: Accounts payable
            models:
              - name: fraud-scorer
                version: "1.0.0"
            servers:
              - name: payments
                transport: http
                address: {{server.Url}}
                version: "7"
                toolsSha256: {{ToolDigest.OfServer([("find", s_find)])}}
            tools:
              - name: find
                server: payments
                schemaSha256: {{s_find}}
                risks: [read]
            """;

    private static Task<RegistryFixture> InProductionAsync(DatabaseKind kind, ToolServer server, string rule) =>
        InProductionAsync(kind, server.Url, _ => Task.FromResult(Yaml(server)), rule);

    internal static async Task<RegistryFixture> InProductionAsync(
        DatabaseKind kind,
        Uri server,
        Func<RegistryFixture, Task<string>> manifest,
        string rule
    )
    {
        var registry = await RegistryFixture.CreateAsync(
            kind,
            settings => settings["Outbound:PrivateHosts:0"] = server.Authority,
            // What the job would do whenever it wakes, the test does.
            services => services.Remove(services.Single(s => s.ImplementationType == typeof(ToolServerJob)))
        );
        var policy = ApprovalsScene.Policy("1", $"    - {{id: TOOL-01, type: {rule}}}");
        policy = policy.Replace("stages: [production]", "stages: [production], tags: {use: [agent]}", StringComparison.Ordinal);
        var active = await registry.Portal.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(policy), "test.yaml", Ct);
        Assert.True(active.IsDone, active.Refusal?.Message);
        await registry.WithVersionsAsync("1.0.0");
        await registry.DeployAsync("1.0.0", await registry.ApproveAsync("1.0.0"));
        var model = RegistryFixture.Model(Agent);
        (model["riskClass"], model["tags"]) = ("minimal", new JsonObject { ["use"] = "agent" });
        await registry.CreatedAsync("/agents", model);
        using (var content = new StringContent(await manifest(registry), Encoding.UTF8, "application/yaml"))
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
        return registry;
    }
}
