using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Policies;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Agents;

/// <summary>Agents over HTTP: one portal for each story, because each rule of a story needs what the one before made.</summary>
public sealed class AgentsApiTests
{
    private const string Agent = "invoice-agent";

    private const string Yaml = """
        schema: governance.agent/v1
        purpose: Pays invoices that match an order
        autonomy: supervised
        owner: Accounts payable
        models:
          - name: gpt-5
            version: "2026-08-07"
            provider: openai
        tools:
          - name: transfer
            schemaSha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            risks: [money, irreversible]
        checkpoints:
          - on: transfer
            minutes: 30
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_OfAnAgent_IsItsManifest_AndNothingElse_WhicheverWayItComes()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var agent = await registry.CreatedAsync("/agents", RegistryFixture.Model(Agent));
        Assert.Equal("running", (string?)agent["state"]);
        Assert.Equal("model.name-taken", await CodeAsync(await registry.PostAsync("/agents", RegistryFixture.Model()), 409));

        // Faults by member, each with its line.
        using var wrong = await YamlAsync(
            registry,
            "1.0.0",
            Yaml.Replace("autonomy: supervised", "autonomy: free", StringComparison.Ordinal)
        );
        var problem = await RegistryFixture.JsonAsync(wrong, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("agent.manifest-not-valid", (string?)problem["code"]);
        Assert.StartsWith("Line 3: ", (string?)problem["errors"]!["manifest.autonomy"]![0], StringComparison.Ordinal);

        using var first = await YamlAsync(registry, "1.0.0", Yaml);
        var version = await RegistryFixture.JsonAsync(first, HttpStatusCode.Created);
        var manifest = AgentManifest.Read(Encoding.UTF8.GetBytes(Yaml)).Manifest!;
        Assert.Equal(RegistryFixture.Digest(manifest.ToBytes()), (string?)version["manifestSha256"]);
        Assert.Null(version["difference"]);

        // The same facts in JSON are the same bytes; the artifact that gates hash is the manifest.
        var json = await registry.CreatedAsync(
            $"/agents/{Agent}/versions",
            new JsonObject { ["version"] = "1.0.1", ["manifest"] = JsonNode.Parse(manifest.ToBytes()) }
        );
        Assert.Equal((string?)version["manifestSha256"], (string?)json["manifestSha256"]);
        var asModel = await registry.GetAsync($"/models/{Agent}/versions/1.0.0");
        Assert.Equal(AgentManifest.MediaType, (string?)asModel["artifact"]!["mediaType"]);
        Assert.Equal((string?)version["manifestSha256"], (string?)asModel["artifact"]!["sha256"]);
        Assert.NotNull(asModel["artifact"]!["storedAt"]);

        // A plain version under an agent's name, by the API and as MLflow does.
        var plain = RegistryFixture.Version("2.0.0", [1, 2, 3]);
        Assert.Equal("agent.manifest-missing", await CodeAsync(await registry.PostAsync($"/models/{Agent}/versions", plain), 409));
        var mlflow = await registry.Portal.Get<RegisterNumberedVersion>().RunAsync(registry.AsEngineer, new(Agent, "runs:/1/model"), Ct);
        Assert.Equal("agent.manifest-missing", mlflow.Refusal?.Code);

        // A manifest under a model's name: declared as one, and as bytes of another name.
        var bytes = manifest.ToBytes();
        var declared = RegistryFixture.Version("1.0.0", bytes);
        declared["artifact"]!["mediaType"] = AgentManifest.MediaType;
        Assert.Equal("agent.manifest-of-model", await CodeAsync(await registry.PostAsync("/models/fraud-scorer/versions", declared), 409));
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1.0.0", bytes));
        Assert.Equal("agent.manifest-of-model", await CodeAsync(await registry.UploadAsync("1.0.0", bytes), 409));
        Assert.Equal("agent.not-found", await CodeAsync(await YamlAsync(registry, "1.0.0", Yaml, "fraud-scorer"), 404));

        var listed = (await registry.GetAsync("/agents"))["items"]!.AsArray().Single()!;
        Assert.Equal((Agent, "supervised"), ((string?)listed["name"], (string?)listed["autonomy"]));
        Assert.Equal(("irreversible", 1), ((string?)listed["tools"]![0]!["risk"], (int)listed["tools"]![0]!["count"]!));
        Assert.Empty((await registry.GetAsync("/agents?state=stopped"))["items"]!.AsArray());
        Assert.Equal(2, (await registry.GetAsync($"/agents/{Agent}/versions"))["items"]!.AsArray().Count);

        // People read the same: the most serious risk in the list, and on the page of the version where a person decides.
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        Assert.Contains("Cannot be undone", await owner.GetStringAsync(new Uri("/agents", UriKind.Relative), Ct), StringComparison.Ordinal);
        var page = await owner.GetStringAsync(new Uri($"/models/{Agent}/versions/1.0.0", UriKind.Relative), Ct);
        Assert.Contains("Always, within 30 minutes", page, StringComparison.Ordinal);
        Assert.Contains("What it may do", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Stop_VoidsPermitsShutsTheGateAndIsAnnounced_UntilSomeoneElseResumes(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var model = RegistryFixture.Model(Agent);
        model["riskClass"] = "minimal";
        await registry.CreatedAsync("/agents", model);
        (await YamlAsync(registry, "1.0.0", Yaml)).Dispose();
        var requested = await registry.CreatedAsync(
            $"/agents/{Agent}/versions/1.0.0/promotions",
            new JsonObject { ["to"] = "production", ["reason"] = "Pays invoices" }
        );
        Assert.Equal((Agent, Agent), ((string?)requested["model"], (string?)requested["agent"]));
        Assert.Single((await registry.GetAsync($"/promotions?agent={Agent}"))["items"]!.AsArray());
        await registry.SignAsync(DisplayIdOf<PromotionId>(requested));

        // What the gate judged holds the manifest.
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var run = await db.GateRuns.OrderByDescending(r => r.Id).FirstAsync(Ct);
            var agent = GateInput.Read(run.Input).Input!.Agent;
            Assert.Equal("transfer", agent!.Tools.Single().Id);
        }

        var sha256 = (string)(await registry.GetAsync($"/agents/{Agent}/versions/1.0.0"))["manifestSha256"]!;
        var issued = await registry
            .Portal.Get<IssuePermit>()
            .RunAsync(registry.AsOwner, new(Agent, "1.0.0", "production", sha256, null, null), Ct);
        Assert.True(issued.IsDone, issued.Refusal?.Message);
        Assert.True((await GateAsync(registry)).Allow);

        await registry.CreatedAsync(
            $"/models/{Agent}/versions/1.0.0/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = (string?)requested["id"] }
        );
        await registry.Portal.Get<FollowPostures>().RunAsync(Ct);
        await registry.Portal.Get<KeepPostures>().RunAsync(Ct);
        Assert.Equal(PostureState.In, await registry.Portal.Get<ListPostures>().OfModelAsync(Agent, Ct));
        var bolder = Yaml[..Yaml.IndexOf("checkpoints:", StringComparison.Ordinal)];
        using var next = await YamlAsync(registry, "1.1.0", bolder);
        var difference = (await RegistryFixture.JsonAsync(next, HttpStatusCode.Created))["difference"]!;
        Assert.Equal("1.0.0", (string?)difference["to"]);
        Assert.Equal(
            "It no longer requires a person's decision before transfer.",
            (string?)Assert.Single(difference["changes"]!.AsArray())
        );

        // Neither an engineer nor the owner of something else; then the security reviewer.
        var stop = registry.Portal.Get<StopAgent>();
        Assert.Equal("identity.permission-missing", (await stop.RunAsync(registry.AsEngineer, Agent, "Odd", Ct)).Refusal!.Code);
        var other = registry.As(await registry.Portal.CreateUserAsync("other@demo.example", Roles.ModelOwner), Roles.ModelOwner);
        Assert.Equal("agent.not-yours", (await stop.RunAsync(other, Agent, "Odd", Ct)).Refusal!.Code);
        var guard = await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer);
        var security = registry.As(guard, Roles.SecurityReviewer);
        Assert.True((await stop.RunAsync(security, Agent, "It paid an invoice twice", Ct)).IsDone);
        Assert.True((await stop.RunAsync(registry.AsOwner, Agent, "Again", Ct)).IsDone);

        Assert.Single(await registry.LogAsync("agent.stopped"), e => (string?)e["outcome"] == "done");
        Assert.Equal("stopped", (string?)(await registry.GetAsync($"/agents/{Agent}"))["state"]);
        var answer = await GateAsync(registry);
        Assert.False(answer.Allow);
        Assert.Contains(answer.Reasons, r => r.Code == "agent.stopped");
        var permit = (await registry.Portal.Get<CheckPermits>().GetAsync(issued.Value.Id, Ct)).Value;
        Assert.Equal(("revoked", PermitEnd.GateShut), (permit.State, permit.Because));
        Assert.Contains("is stopped", Assert.Single(permit.Reasons), StringComparison.Ordinal);

        await registry.Portal.Get<FollowPostures>().RunAsync(Ct);
        await registry.Portal.Get<KeepPostures>().RunAsync(Ct);
        Assert.Equal(PostureState.Out, await registry.Portal.Get<ListPostures>().OfModelAsync(Agent, Ct));
        await FollowedLog.CatchUpAsync(registry.Portal, Ct);
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var told = await db.Notifications.AsNoTracking().SingleAsync(n => n.Person == registry.OwnerId && n.Subject == Agent, Ct);
            Assert.Equal((NotificationKind.AlertRaised, Urgency.Urgent), (told.Kind, told.Urgency));
        }

        // One statement past the portal lifts no stop: the gate, and with it every permit, asks the log.
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync($"UPDATE \"Agents\" SET \"IsStopped\" = {false}", Ct);
            Assert.Contains((await GateAsync(registry)).Reasons, r => r.Code == "record.altered");
            await db.Database.ExecuteSqlAsync($"UPDATE \"Agents\" SET \"IsStopped\" = {true}", Ct);
        }

        // Who stopped it does not resume it, nor does a key.
        var resume = registry.Portal.Get<ResumeAgent>();
        Assert.Equal("agent.resumed-by-stopper", (await resume.RunAsync(security, Agent, "Fixed", together: false, Ct)).Refusal!.Code);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.MonitoringWrite);
        using var byKey = await key.PostAsJsonAsync($"/api/v1/agents/{Agent}:resume", new JsonObject { ["reason"] = "Fixed" }, Ct);
        Assert.Equal("agent.resumed-by-key", await CodeAsync(byKey, 403));
        // Nor whose agent was stopped by others.
        Assert.Equal(
            "agent.stopped-by-others",
            (await resume.RunAsync(registry.AsOwner, Agent, "Fixed", together: false, Ct)).Refusal!.Code
        );
        var officer = registry.As(await registry.Portal.CreateUserAsync("officer@demo.example", Roles.RiskOfficer), Roles.RiskOfficer);
        Assert.True((await resume.RunAsync(officer, Agent, "The payment tool asks now", together: false, Ct)).IsDone);

        Assert.True((await GateAsync(registry)).Allow);
        Assert.Equal("revoked", (await registry.Portal.Get<CheckPermits>().GetAsync(issued.Value.Id, Ct)).Value.State);
        var view = await registry.GetAsync($"/agents/{Agent}");
        Assert.Equal(("running", "It paid an invoice twice"), ((string?)view["state"], (string?)view["stopped"]!["reason"]));

        // What happened to the model says the same.
        var timeline = await registry.Portal.Get<ReadTimeline>().RunAsync(registry.AsOwner, Agent, 50, about: null, Ct);
        var happened = timeline.Events.Select(e => FormattableString.Invariant(e.Event.Text)).ToList();
        Assert.Contains("The agent was registered", happened);
        Assert.Contains("The agent was stopped", happened);
        Assert.Contains("The agent was resumed", happened);
    }

    [Fact]
    public async Task Manifest_GoneOrAltered_LetsNothingBeJudged()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/agents", RegistryFixture.Model(Agent));
        (await YamlAsync(registry, "1.0.0", Yaml)).Dispose();
        var path = Assert.Single(registry.FilesOnDisk());
        var bytes = await File.ReadAllBytesAsync(path, Ct);
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Ct);
        // A node that has not read it yet.
        var manifests = new Kernel.Facts.AgentManifests(registry.Portal.Get<ContentStore>());
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var version = await db.Versions.SingleAsync(v => v.Model == Agent, Ct);

        await Assert.ThrowsAsync<Data.Audit.Records.RecordAlteredException>(() => manifests.OfAsync(db, version, Ct));
        Assert.Null(await manifests.FindAsync(version.ArtifactSha256, Ct));
    }

    private static TId DisplayIdOf<TId>(JsonObject view)
        where TId : struct, Domain.IDisplayId<TId>
    {
        Assert.True(Domain.DisplayId.TryParse<TId>((string?)view["id"], out var id));
        return id;
    }

    private static Task<DeployAnswer> GateAsync(RegistryFixture registry) =>
        registry.Portal.Get<EvaluateDeploymentGate>().JudgeAsync(new DeployQuestion(Agent, "1.0.0", "production", null), Ct);

    private static async Task<HttpResponseMessage> YamlAsync(RegistryFixture registry, string version, string text, string agent = Agent)
    {
        using var content = new StringContent(text, Encoding.UTF8, "application/yaml");
        return await registry.Client.PostAsync(
            new Uri($"/api/v1/agents/{agent}/versions?version={version}", UriKind.Relative),
            content,
            Ct
        );
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            return (string?)(await RegistryFixture.JsonAsync(answer, (HttpStatusCode)status))["code"];
        }
    }
}
