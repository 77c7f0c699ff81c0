using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>An MLflow client registers as it likes, and production stays behind the approval of the very version.</summary>
public sealed class GatedAliasTests
{
    private const string Name = "Fraud Scorer";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Champion_BeforeAndAfterApproval_IsRefusedAndThenADeployment(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        await WithApprovableAsync(registry, client);

        foreach (var alias in (string[])["champion", "production", "Champion"])
        {
            var early = await client.FailsAsync(c => c.SetAliasAsync(Name, alias, "1"));
            Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (early.Status, early.Code));
        }

        var promotion = await registry.ApproveAsync("1", sign: false);
        var open = await client.FailsAsync(c => c.SetAliasAsync(Name, "champion", "1"));
        Assert.Contains("APR-0001 is open and waiting for", open.Words, StringComparison.Ordinal);
        Assert.Empty((JsonArray)(await ModelAsync(client))["aliases"]!);
        await registry.Portal.FlushRefusalsAsync();
        Assert.Equal(
            4,
            (await registry.LogAsync("alias.set")).Where(e => (string?)e["outcome"] == "refused").Sum(e => (int)e["data"]!["count"]!)
        );

        await registry.SignAsync(promotion);
        await client.SetAliasAsync(Name, "champion", "1");
        await client.SetAliasAsync(Name, "champion", "1"); // a repeat deploys nothing twice

        Assert.Equal(0, client.Repeats);
        var version = (await client.GetAsync("registered-models/alias", ("name", Name), ("alias", "champion")))["model_version"]!;
        Assert.Equal(
            ("1", "Production", "champion"),
            ((string?)version["version"], (string?)version["current_stage"], (string?)version["aliases"]![0])
        );
        var deployment = Assert.Single((await registry.GetAsync("/models/fraud-scorer/versions/1/deployments"))["items"]!.AsArray())!;
        Assert.Equal(
            ("mlflow", "production", "APR-0001"),
            ((string?)deployment["environment"], (string?)deployment["stage"], (string?)deployment["promotion"])
        );
        Assert.Single(await registry.LogAsync("deployment.made"));
    }

    [Fact]
    public async Task Champion_OfAnApprovedVersion_IsNotForTheNextOne()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await WithApprovableAsync(registry, client);
        await registry.ApproveAsync("1");
        await client.SetAliasAsync(Name, "champion", "1");
        await client.RegisterModelAsync(Name, "s3://models/fraud/2");

        var refused = await client.FailsAsync(c => c.SetAliasAsync(Name, "champion", "2"));
        await client.SetAliasAsync(Name, "challenger", "2"); // one that stands for nothing

        Assert.Equal("PERMISSION_DENIED", refused.Code);
        var aliases = (JsonArray)(await ModelAsync(client))["aliases"]!;
        Assert.Equal(["challenger 2", "champion 1"], aliases.Select(a => $"{a!["alias"]} {a["version"]}"));
    }

    [Fact]
    public async Task Champion_GivenBackToAnEarlierVersion_IsARollBack_AndFollowsDeploymentsMadeElsewhere()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await WithApprovableAsync(registry, client);
        await registry.ApproveAsync("1");
        await client.SetAliasAsync(Name, "champion", "1");
        await client.RegisterModelAsync(Name, "s3://models/fraud/2");
        await UploadAsync(registry, "2");
        var second = await registry.ApproveAsync("2");

        await registry.DeployAsync("2", second);
        Assert.Equal("2", await ChampionAsync(client));
        // An engineer's key rolls nothing back.
        Assert.Equal("PERMISSION_DENIED", (await client.FailsAsync(c => c.SetAliasAsync(Name, "champion", "1"))).Code);
        using var owners = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryWrite);
        await new RegistryClient(owners).SetAliasAsync(Name, "champion", "1");

        Assert.Equal("1", await ChampionAsync(client));
        Assert.Single(await registry.LogAsync("deployment.rolled-back"), e => (string?)e["outcome"] == "done");
        Assert.Equal("1", (string?)(await registry.GetAsync("/models/fraud-scorer/production"))["version"]);
    }

    // A service that starts again asks for its version by the alias, or by the stage.
    [Fact]
    public async Task Version_ThatAnIncidentOrARetirementHolds_IsLoadedByNoProgram_AndIsAgainOnceItIsReleased()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await WithApprovableAsync(registry, client);
        await registry.ApproveAsync("1");
        await client.SetAliasAsync(Name, "champion", "1");
        await client.SetAliasAsync(Name, "canary", "1");
        await client.SetAliasAsync(Name, "best", "1"); // a label
        var security = registry.As(
            await registry.Portal.CreateUserAsync("second@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );

        var opened = await registry
            .Portal.Get<OpenIncident>()
            .RunAsync(
                registry.AsEngineer,
                new()
                {
                    Title = "Denies everyone",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new("fraud-scorer", "1")],
                },
                Ct
            );
        Assert.True(opened.IsDone, opened.Refusal?.Message);
        Assert.True((await registry.Portal.Get<ContainIncident>().RunAsync(security, opened.Value, "take-offline", null, null, Ct)).IsDone);
        await IsHeldAsync($"{opened.Value} blocks fraud-scorer@1");

        Assert.True((await registry.Portal.Get<FreezeEvidence>().RunAsync(security, opened.Value, [], null, Ct)).IsDone);
        var resumed = await registry
            .Portal.Get<RecoverIncident>()
            .RunAsync(security, opened.Value, new("resume", "The threshold was repaired"), null, Ct);
        Assert.True(resumed.IsDone, resumed.Refusal?.Message);
        Assert.Equal("1", await ChampionAsync(client));

        var planned = await registry.Portal.Get<PlanRetirement>().RunAsync(registry.AsOwner, new("fraud-scorer@1", "Replaced"), Ct);
        Assert.True(planned.IsDone, planned.Refusal?.Message);
        Assert.Equal("1", await ChampionAsync(client));
        Assert.True((await registry.Portal.Get<StopTraffic>().RunAsync(registry.AsOwner, planned.Value, null, null, Ct)).IsDone);
        await IsHeldAsync($"{planned.Value} has taken fraud-scorer@1 out of use");

        async Task IsHeldAsync(string said)
        {
            (string, string)[] ofName = [("name", Name)];
            foreach (
                var (address, query) in new[]
                {
                    ("alias", ("alias", "champion")),
                    ("alias", ("alias", "canary")),
                    ("get-latest-versions", ("stages", "Production")),
                }
            )
            {
                var refused = await client.FailsAsync(c => c.GetAsync($"registered-models/{address}", [.. ofName, query]));
                Assert.Equal("INVALID_STATE", refused.Code);
                Assert.Contains(said, refused.Words, StringComparison.Ordinal);
            }

            // People and pipelines see it all the same.
            Assert.Equal(
                "1",
                (string?)(await client.GetAsync("registered-models/alias", ("name", Name), ("alias", "best")))["model_version"]!["version"]
            );
            Assert.Equal(3, ((JsonArray)(await ModelAsync(client))["aliases"]!).Count);
        }
    }

    [Fact]
    public async Task Stage_Production_IsGatedLikeTheAlias()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await WithApprovableAsync(registry, client);

        var early = await client.FailsAsync(c => MoveAsync(c, "Production"));
        var archived = await client.FailsAsync(c => MoveAsync(c, "Archived"));
        var odd = await client.FailsAsync(c => MoveAsync(c, "Live"));
        await MoveAsync(client, "None"); // it is there
        await registry.ApproveAsync("1");
        var moved = await MoveAsync(client, "production");

        Assert.Equal(("PERMISSION_DENIED", "PERMISSION_DENIED", "INVALID_PARAMETER_VALUE"), (early.Code, archived.Code, odd.Code));
        Assert.Equal("Production", (string?)moved["model_version"]!["current_stage"]);
        Assert.Equal("PERMISSION_DENIED", (await client.FailsAsync(c => MoveAsync(c, "None"))).Code);
        var latest = await client.PostAsync(
            "registered-models/get-latest-versions",
            new JsonObject { ["name"] = Name, ["stages"] = new JsonArray("Production") }
        );
        Assert.Equal("1", (string?)Assert.Single(latest["model_versions"]!.AsArray())!["version"]);
    }

    [Fact]
    public async Task Stage_Staging_IsADeploymentOfItsOwn()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync(Name, "s3://models/fraud/1");
        Assert.Equal("PERMISSION_DENIED", (await client.FailsAsync(c => MoveAsync(c, "Staging"))).Code); // no risk class, no file
        await ClassifyAsync(registry);
        await UploadAsync(registry, "1");

        var moved = await MoveAsync(client, "Staging");

        Assert.Equal("Staging", (string?)moved["model_version"]!["current_stage"]);
        Assert.Single(await registry.LogAsync("promotion.requested"));
    }

    [Fact]
    public async Task Version_WithoutItsFile_IsPassedByNoGate()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync(Name, "s3://models/fraud/1");
        await ClassifyAsync(registry);

        await registry.ApproveAsync("1", sign: false);
        var refused = await client.FailsAsync(c => c.SetAliasAsync(Name, "champion", "1"));
        var version = await registry.GetAsync("/models/fraud-scorer/versions/1");

        Assert.Contains("not in the store", refused.Words, StringComparison.Ordinal);
        Assert.Null(version["artifact"]!["sha256"]);
        Assert.Equal("fail", (string?)(await registry.GetAsync("/promotions/APR-0001"))["gate"]!["outcome"]);
        await UploadAsync(registry, "1");
        Assert.Equal(
            RegistryFixture.Digest(File("1")),
            (string?)(await registry.GetAsync("/models/fraud-scorer/versions/1"))["artifact"]!["sha256"]
        );
        Assert.Equal("pass", (string?)(await registry.GetAsync("/promotions/APR-0001"))["gate"]!["outcome"]);
    }

    [Fact]
    public async Task Key_ThatOnlyReads_SetsNothing()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var writer = new RegistryClient(registry.Client);
        await writer.RegisterModelAsync(Name, "s3://models/fraud/1");
        using var http = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.RegistryRead);
        var reader = new RegistryClient(http);

        Assert.Equal(Name, (string?)(await ModelAsync(reader))["name"]);
        Assert.Equal("PERMISSION_DENIED", (await reader.FailsAsync(c => c.SetAliasAsync(Name, "challenger", "1"))).Code);
        Assert.Equal(
            "PERMISSION_DENIED",
            (await reader.FailsAsync(c => c.PostAsync("registered-models/create", new JsonObject { ["name"] = "x" }))).Code
        );
        Assert.Equal((string?)"identity.scope-missing", (string?)Assert.Single(await registry.LogAsync("alias.set"))["data"]!["code"]);
    }

    private static async Task WithApprovableAsync(RegistryFixture registry, RegistryClient client)
    {
        var version = await client.RegisterModelAsync(Name, "s3://models/fraud/1", "6f2c");
        Assert.Equal(("1", "None"), ((string?)version["version"], (string?)version["current_stage"]));
        await ClassifyAsync(registry);
        await UploadAsync(registry, "1");
    }

    // The key belongs to an engineer, who hands the model to someone who can answer for it.
    private static async Task ClassifyAsync(RegistryFixture registry)
    {
        var before = await registry.GetAsync("/models/fraud-scorer");
        Assert.Equal((Name, RegistryFixture.Engineer), ((string?)before["externalName"], (string?)before["owner"]));
        Assert.Null(before["riskClass"]);
        using var answer = await registry.Client.PatchAsJsonAsync(
            "/api/v1/models/fraud-scorer",
            new JsonObject { ["riskClass"] = "minimal", ["owner"] = RegistryFixture.Owner },
            Ct
        );
        await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
        using var again = await registry.Client.PatchAsJsonAsync(
            "/api/v1/models/fraud-scorer",
            new JsonObject { ["owner"] = RegistryFixture.Deputy },
            Ct
        );
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode); // once only: now it has an owner who answers for it
    }

    private static byte[] File(string version) => System.Text.Encoding.UTF8.GetBytes($"mlflow model {version}");

    private static async Task UploadAsync(RegistryFixture registry, string version)
    {
        using var answer = await registry.UploadAsync(version, File(version));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static Task<JsonObject> MoveAsync(RegistryClient client, string stage) =>
        client.PostAsync(
            "model-versions/transition-stage",
            new JsonObject
            {
                ["name"] = Name,
                ["version"] = "1",
                ["stage"] = stage,
                ["archive_existing_versions"] = false,
            }
        );

    private static async Task<JsonObject> ModelAsync(RegistryClient client) =>
        (await client.GetAsync("registered-models/get", ("name", Name)))["registered_model"]!.AsObject();

    private static async Task<string?> ChampionAsync(RegistryClient client) =>
        (string?)(await client.GetAsync("registered-models/alias", ("name", Name), ("alias", "champion")))["model_version"]!["version"];
}
