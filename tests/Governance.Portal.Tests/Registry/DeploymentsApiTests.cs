using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Models.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registry;

public sealed class DeploymentsApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Deploy_AnotherVersion_ReplacesTheOneInProductionAndHistoryAnswers(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1", "2");
        var one = await registry.ApproveAsync("1");
        await registry.GetAsync("/models/fraud-scorer/production", HttpStatusCode.NotFound);

        var first = await registry.DeployAsync("1", one);
        registry.Clock.Advance(TimeSpan.FromHours(1));
        var second = await registry.DeployAsync("2", await registry.ApproveAsync("2"));

        Assert.Equal("1", (string?)second["rollbackTarget"]);
        Assert.Null(first["rollbackTarget"]);
        Assert.Equal("deployed", await StateAsync(registry, one.Number));
        Assert.Equal("staging", (string?)(await registry.GetAsync("/models/fraud-scorer/versions/1"))["stage"]);
        Assert.Equal("production", (string?)(await registry.GetAsync("/models/fraud-scorer/versions/2"))["stage"]);
        var model = await registry.GetAsync("/models/fraud-scorer");
        Assert.Equal("2", (string?)model["productionVersion"]);
        Assert.Equal("production", (string?)model["stage"]);

        // From the beginning on, up to but not at the end.
        await registry.GetAsync("/models/fraud-scorer/production?at=2026-11-20T07:59:59.999Z", HttpStatusCode.NotFound);
        Assert.Equal("1", await AtAsync(registry, "2026-11-20T08:00:00Z"));
        Assert.Equal("1", await AtAsync(registry, "2026-11-20T08:59:59.9999999Z"));
        Assert.Equal("2", await AtAsync(registry, "2026-11-20T09:00:00Z"));
        Assert.Equal("2", await AtAsync(registry, "2026-11-20T10:00:00%2B01:00"));
        Assert.Equal("2", await AtAsync(registry, "2026-11-20T10:00:00+01:00"));
        var then = await registry.GetAsync("/models/fraud-scorer/production?at=2026-11-20T08:30:00Z");
        Assert.Equal("2026-11-20T08:00:00Z", (string?)then["since"]);
        Assert.Equal("2026-11-20T09:00:00Z", (string?)then["until"]);
        Assert.Equal("DEP-0001", (string?)then["deployment"]);

        using var stages = await registry.Client.GetAsync(new Uri("/api/v1/models/fraud-scorer/versions/1/stages", UriKind.Relative), Ct);
        var steps = await stages.Content.ReadFromJsonAsync<JsonArray>(Ct);
        Assert.Equal(["production", "staging"], steps!.Select(s => (string?)s!["to"]));
        Assert.Equal(["DEP-0001", "DEP-0002"], steps!.Select(s => (string?)s!["cause"]));
        Assert.Equal(2, (await registry.LogAsync("deployment.made")).Count);
        Assert.Equal(2, (await registry.LogAsync("promotion.deployed")).Count);
        Assert.Equal(
            ["DEP-0002", "DEP-0001"],
            (await registry.GetAsync("/models/fraud-scorer/deployments"))["items"]!.AsArray().Select(d => (string?)d!["id"])
        );
    }

    [Fact]
    public async Task Deploy_FurtherRegionAndAgain_KeepsTheOthersRunning()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var approval = await registry.ApproveAsync("1");

        await registry.DeployAsync("1", approval, "eu-west");
        await registry.DeployAsync("1", approval, "eu-north");
        await registry.DeployAsync("1", approval, "eu-west");

        var deployments = (await registry.GetAsync("/models/fraud-scorer/versions/1/deployments"))["items"]!.AsArray();
        Assert.Equal(
            [("DEP-0003", true), ("DEP-0002", true), ("DEP-0001", false)],
            deployments.Select(d => ((string)d!["id"]!, d["until"] is null))
        );
        Assert.Single(await registry.LogAsync("promotion.deployed"));
    }

    [Fact]
    public async Task Deploy_ArtifactAlteredAfterItsSignatures_IsBlockedAlthoughItsFileLooksUntouched()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var approval = await registry.ApproveAsync("1");
        var path = Assert.Single(registry.FilesOnDisk());
        var writtenAt = File.GetLastWriteTimeUtc(path);
        var bytes = await File.ReadAllBytesAsync(path, Ct);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Ct);
        File.SetLastWriteTimeUtc(path, writtenAt);

        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = approval.ToString() }
        );

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal("deployment.blocked", (string?)problem["code"]);
        Assert.Contains("altered after upload", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Empty(await registry.LogAsync("deployment.made"));
    }

    [Fact]
    public async Task Deploy_ApprovalOfAReplacedVersion_IsNoWayBack()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        var one = await registry.ApproveAsync("1");
        await registry.DeployAsync("1", one);
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));

        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = one.ToString() }
        );

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal("deployment.promotion-used", (string?)problem["code"]);
    }

    [Fact]
    public async Task Deploy_WithoutAGoodApproval_IsAConflictThatSaysWhy()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        var open = await registry.ApproveAsync("1", sign: false);
        var others = await registry.ApproveAsync("2");

        Assert.Equal("deployment.blocked", await RefusedAsync(registry, open.ToString()));
        Assert.Equal("deployment.promotion-of-another", await RefusedAsync(registry, others.ToString()));
        Assert.Equal("deployment.promotion-of-another", await RefusedAsync(registry, "APR-0999"));
        Assert.Equal(0, await CountAsync(registry));
    }

    [Fact]
    public async Task Deploy_ExpiredApproval_IsRefused()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var approval = await registry.ApproveAsync("1");
        var deploy = registry.Portal.Get<DeployVersion>();
        registry.Clock.Advance(TimeSpan.FromDays(31));

        var outcome = await deploy.RunAsync(registry.AsEngineer, new("fraud-scorer", "1", "prod", approval.ToString()), Ct);

        Assert.Equal("deployment.blocked", outcome.Refusal?.Code);
        Assert.Contains("expired", outcome.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_WrongFields_AreAllNamed()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");

        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject
            {
                ["promotion"] = "12",
                ["configSha256"] = "x",
                ["image"] = new string('x', 501),
            }
        );

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            ["configSha256", "environment", "image", "promotion"],
            problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Deploy_ProhibitedModel_IsRefusedWhateverWasApproved()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var approval = await registry.ApproveAsync("1");
        await registry.DeployAsync("1", approval);
        using var patched = await registry.Client.PatchAsJsonAsync(
            "/api/v1/models/fraud-scorer",
            new JsonObject { ["riskClass"] = "prohibited" },
            Ct
        );
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);

        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject { ["environment"] = "lab", ["promotion"] = approval.ToString() }
        );

        Assert.Equal("deployment.prohibited", (string?)(await RegistryFixture.JsonAsync(answer, HttpStatusCode.Conflict))["code"]);
        Assert.Equal(1, await CountAsync(registry));
    }

    [Fact]
    public async Task RollBack_ToAnApprovedVersion_ServesEveryRegionAgain()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        var one = await registry.ApproveAsync("1");
        await registry.DeployAsync("1", one);
        var two = await registry.ApproveAsync("2");
        await registry.DeployAsync("2", two, "eu-west");
        await registry.DeployAsync("2", two, "eu-north");
        registry.Clock.Advance(TimeSpan.FromDays(40));
        using var owners = await OwnersClientAsync(registry);

        using var answer = await owners.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions/2/rollback",
            new JsonObject { ["to"] = "1", ["reason"] = "False positives doubled" },
            Ct
        );
        var deployment = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);

        Assert.Equal("roll-back", (string?)deployment["kind"]);
        Assert.Equal("1", (string?)deployment["version"]);
        Assert.Equal(one.ToString(), (string?)deployment["promotion"]);
        Assert.Null(deployment["rollbackTarget"]);
        Assert.Equal("1", (string?)(await registry.GetAsync("/models/fraud-scorer"))["productionVersion"]);
        Assert.Equal("staging", (string?)(await registry.GetAsync("/models/fraud-scorer/versions/2"))["stage"]);
        var running = (await registry.GetAsync("/models/fraud-scorer/deployments"))["items"]!
            .AsArray()
            .Where(d => d!["until"] is null)
            .ToList();
        Assert.Equal(["eu-north", "eu-west"], running.Select(d => (string?)d!["region"]).Order(StringComparer.Ordinal));
        Assert.All(running, d => Assert.Equal("1", (string?)d!["version"]));
        var entry = Assert.Single(await registry.LogAsync("deployment.rolled-back"));
        Assert.DoesNotContain("doubled", entry.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull(entry["data"]!["reasonSha256"]);
    }

    [Fact]
    public async Task RollBack_EveryRefusal_ChangesNothing()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2", "3");
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));
        await registry.ApproveAsync("3", sign: false);
        using var owners = await OwnersClientAsync(registry);

        Assert.Equal((409, "deployment.not-in-production"), await RollBackAsync(owners, "1", "2", "why"));
        Assert.Equal((409, "deployment.target-is-current"), await RollBackAsync(owners, "2", "2", "why"));
        Assert.Equal((409, "deployment.target-not-approved"), await RollBackAsync(owners, "2", "1", "why"));
        Assert.Equal((409, "deployment.target-not-approved"), await RollBackAsync(owners, "2", "3", "why"));
        Assert.Equal((422, "deployment.target-unknown"), await RollBackAsync(owners, "2", "9", "why"));
        Assert.Equal((422, "deployment.not-acceptable"), await RollBackAsync(owners, "2", "1", " "));
        Assert.Equal((404, "version.not-found"), await RollBackAsync(owners, "9", "1", "why"));
        Assert.Equal("2", (string?)(await registry.GetAsync("/models/fraud-scorer"))["productionVersion"]);
        Assert.Empty(await registry.LogAsync("deployment.rolled-back"));
    }

    [Fact]
    public async Task RollBack_ByAnEngineer_IsForbiddenAndAudited()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));
        var rollBack = registry.Portal.Get<RollBack>();

        var outcome = await rollBack.RunAsync(registry.AsEngineer, new("fraud-scorer", "2", "1", "why"), Ct);

        Assert.Equal("identity.permission-missing", outcome.Refusal?.Code);
        Assert.Equal("refused", (string?)Assert.Single(await registry.LogAsync("deployment.rolled-back"))["outcome"]);
    }

    [Fact]
    public async Task Deploy_ToStagingWhileInProduction_LeavesTheVersionInProduction()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));

        await registry.DeployAsync("1", await registry.ApproveAsync("1", Stage.Staging), environment: "staging");

        Assert.Equal("1", (string?)(await registry.GetAsync("/models/fraud-scorer"))["productionVersion"]);
        Assert.Equal("1", await AtAsync(registry, "2026-11-20T08:00:00Z"));
    }

    [Fact]
    public async Task Production_TimeThatIsNone_IsNamed()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());

        var problem = await registry.GetAsync("/models/fraud-scorer/production?at=2026-11-04", HttpStatusCode.UnprocessableEntity);

        Assert.True(problem["errors"]!.AsObject().ContainsKey("at"));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Facts_ThatABundleCovers_VoidTheSignaturesInTheSameAction(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1", "2");
        var one = await registry.ApproveAsync("1");
        var two = await registry.ApproveAsync("2");

        await registry.CreatedAsync(
            "/models/fraud-scorer/versions/1/evidence",
            new JsonObject
            {
                ["kind"] = "other",
                ["tool"] = "t",
                ["producedAt"] = "2026-11-20T07:00:00Z",
                ["payload"] = new JsonObject(),
            }
        );
        Assert.Equal(("open", "approved"), (await StateAsync(registry, one.Number), await StateAsync(registry, two.Number)));

        await registry.DeployAsync("2", two);
        var third = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = one.ToString() }
        );

        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
        Assert.Contains(
            (await registry.LogAsync("promotion.voided")),
            e => (string?)e["subject"] == one.ToString() && (string?)e["data"]!["member"] == "evidence"
        );
        var view = await registry.GetAsync($"/promotions/{one}");
        Assert.All(view["signOffs"]!.AsArray(), s => Assert.Equal("void", (string?)s!["status"]));
    }

    [Fact]
    public async Task Deploy_StoredFileGone_IsBlockedByTheGateWithTheReason()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var approval = await registry.ApproveAsync("1");
        foreach (var file in registry.FilesOnDisk())
        {
            File.Delete(file);
        }

        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = approval.ToString() }
        );

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal("deployment.blocked", (string?)problem["code"]);
        Assert.Contains("not in the store", problem["errors"]!["promotion"]![0]!.ToString(), StringComparison.Ordinal);
    }

    private static Task<HttpClient> OwnersClientAsync(RegistryFixture registry) =>
        registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryWrite);

    private static async Task<(int Status, string? Code)> RollBackAsync(HttpClient client, string from, string to, string reason)
    {
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/models/fraud-scorer/versions/{from}/rollback",
            new JsonObject { ["to"] = to, ["reason"] = reason },
            Ct
        );
        return ((int)answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["code"]);
    }

    private static async Task<string?> RefusedAsync(RegistryFixture registry, string promotion)
    {
        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions/1/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = promotion }
        );
        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Conflict);
        Assert.True(problem["errors"]!.AsObject().ContainsKey("promotion"));
        return (string?)problem["code"];
    }

    private static async Task<string?> AtAsync(RegistryFixture registry, string at) =>
        (string?)(await registry.GetAsync($"/models/fraud-scorer/production?at={at}"))["version"];

    private static async Task<int> CountAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Deployments.CountAsync(Ct);
    }

    private static async Task<string> StateAsync(RegistryFixture registry, int promotion)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var id = new Domain.Approvals.PromotionId(promotion);
        return Domain.WireName.Of((await db.Promotions.SingleAsync(p => p.Id == id, Ct)).State);
    }
}
