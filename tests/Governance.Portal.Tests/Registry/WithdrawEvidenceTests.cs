using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Documents;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Registry;

public sealed class WithdrawEvidenceTests
{
    private const string Reason = "The test set held rows of the training set.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Withdrawn_NoMoreInTheBundle_VoidsSignaturesAndShutsTheGate(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        var promotion = await scene.RequestAsync(ReportsScene.Version, "Better ranking");
        foreach (var (who, slot) in new[] { (scene.Security, "security"), (scene.Legal, "legal"), (scene.Owner, "owner") })
        {
            await scene.SignAsync(who, promotion, slot, "approve");
        }

        var approved = await scene.ReadAsync(promotion);
        var id = await EvidenceAsync(scene, "validation");
        var before = await GateAsync(scene);

        var withdrawn = await scene.PostAsync(
            scene.Owner,
            $"{Evidence}/{id}/withdraw",
            new JsonObject { ["reason"] = Reason },
            HttpStatusCode.OK
        );

        var after = await scene.ReadAsync(promotion);
        Assert.Equal(("approved", true), ((string?)approved["state"], (bool)before["allow"]!));
        Assert.Equal(("open", "fail"), ((string?)after["state"], (string?)after["gate"]!["outcome"]));
        Assert.NotEqual((string?)approved["bundleDigest"], (string?)after["bundleDigest"]);
        Assert.All(after["signOffs"]!.AsArray(), s => Assert.Equal("void", (string?)s!["status"]));
        Assert.False((bool)(await GateAsync(scene))["allow"]!);
        Assert.DoesNotContain(
            id,
            await scene.Engineer.GetStringAsync($"/api/v1/promotions/{promotion}/bundle", Ct),
            StringComparison.Ordinal
        );
        Assert.Equal(Reason, (string?)withdrawn["withdrawn"]!["reason"]);
        Assert.Equal("Jonas Lindqvist", (string?)withdrawn["withdrawn"]!["byName"]);
        var entry = (await scene.LogAsync(id)).Single(e => (string?)e["action"] == "evidence.withdrawn");
        Assert.Equal(("Jonas Lindqvist", (string?)withdrawn["sha256"]), ((string?)entry["actorName"], (string?)entry["data"]!["sha256"]));
        Assert.DoesNotContain(Reason, entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawn_StaysOnRecord_AndIsWithdrawnOnce()
    {
        await using var scene = await SceneAsync();
        var id = await EvidenceAsync(scene, "fairness");
        await scene.PostAsync(scene.Owner, $"{Evidence}/{id}/withdraw", new JsonObject { ["reason"] = Reason }, HttpStatusCode.OK);

        var again = await scene.PostAsync(
            scene.Owner,
            $"{Evidence}/{id}/withdraw",
            new JsonObject { ["reason"] = Reason },
            HttpStatusCode.Conflict
        );
        using var content = await scene.Engineer.GetAsync($"{Evidence}/{id}/content", Ct);
        var listed = (await scene.Engineer.GetFromJsonAsync<JsonObject>(Evidence, Ct))!["items"]!
            .AsArray()
            .Single(e => (string?)e!["id"] == id)!;

        Assert.Equal("evidence.withdrawn", (string?)again["code"]);
        Assert.Equal(HttpStatusCode.OK, content.StatusCode);
        Assert.NotNull(listed["withdrawn"]);
    }

    [Fact]
    public async Task Refusals_SayWhatIsWrongAndLeaveAnEntry()
    {
        await using var scene = await SceneAsync();
        var id = await EvidenceAsync(scene, "fairness");
        var key = await scene.Portal.CreateKeyClientAsync(null, "registry:write", "evidence:write", "registers:write");

        var engineer = await scene.PostAsync(
            scene.Engineer,
            $"{Evidence}/{id}/withdraw",
            new JsonObject { ["reason"] = Reason },
            HttpStatusCode.Forbidden
        );
        await scene.PostAsync(key, $"{Evidence}/{id}/withdraw", new JsonObject { ["reason"] = Reason }, HttpStatusCode.Forbidden);
        var silent = await scene.PostAsync(
            scene.Owner,
            $"{Evidence}/{id}/withdraw",
            new JsonObject { ["reason"] = " " },
            HttpStatusCode.UnprocessableEntity
        );
        var unknown = await scene.PostAsync(
            scene.Owner,
            $"{Evidence}/EVD-0999/withdraw",
            new JsonObject { ["reason"] = Reason },
            HttpStatusCode.NotFound
        );
        var other = await scene.PostAsync(
            scene.Owner,
            $"{Evidence}/x/withdraw",
            new JsonObject { ["reason"] = Reason },
            HttpStatusCode.NotFound
        );

        Assert.NotNull((string?)engineer["code"]);
        Assert.Equal("evidence.reason-missing", (string?)silent["code"]);
        Assert.Equal("evidence.not-found", (string?)unknown["code"]);
        Assert.Equal("evidence.not-found", (string?)other["code"]);
        Assert.Equal(
            3,
            (await scene.LogAsync(id)).Count(e => (string?)e["action"] == "evidence.withdrawn" && (string?)e["outcome"] == "refused")
        );
        Assert.DoesNotContain(
            await scene.LogAsync(id),
            e => (string?)e["action"] == "evidence.withdrawn" && (string?)e["outcome"] == "done"
        );
    }

    [Fact]
    public async Task Withdrawn_IsAGapOfDocumentsAndCards()
    {
        await using var scene = new DocumentsScene();
        await scene.InitializeOperatedAsync();
        var evidence = $"/api/v1/models/{ReportsScene.Model}/versions/{DocumentsScene.Version}/evidence";
        var id = (string)(await scene.Compliance.GetFromJsonAsync<JsonObject>($"{evidence}?kind=fairness", Ct))!["items"]![0]!["id"]!;
        var before = await scene.ReadAsync("annex-iv");
        Assert.Contains(id, before.ToJsonString(), StringComparison.Ordinal);
        var card = await MissingAsync(scene);

        await scene.Reports.PostAsync(
            scene.Compliance,
            $"{evidence}/{id}/withdraw",
            new JsonObject { ["reason"] = Reason },
            HttpStatusCode.OK
        );

        var after = await scene.ReadAsync("annex-iv");
        Assert.DoesNotContain(id, after.ToJsonString(), StringComparison.Ordinal);
        Assert.True((int)after["missing"]! >= (int)before["missing"]!);
        Assert.Equal(card + 1, await MissingAsync(scene));
        var named = await scene.WriteAsync(
            "annex-iv",
            "AIV-8",
            new JsonObject { ["documents"] = new JsonArray(new JsonObject { ["title"] = "Declaration", ["reference"] = id }) },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Contains("was withdrawn", named["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""UPDATE "Evidence" SET "WithdrawnAt" = NULL WHERE "WithdrawnAt" IS NOT NULL""", "it is marked as valid, but log entry")]
    [WholeData(
        """UPDATE "Evidence" SET "WithdrawnByName" = 'Nobody' WHERE "WithdrawnAt" IS NOT NULL""",
        "its withdrawal is not the one in log entry"
    )]
    [WholeData(
        """UPDATE "Evidence" SET "WithdrawalReason_Text" = 'No reason.' WHERE "WithdrawnAt" IS NOT NULL""",
        "its withdrawal is not the one in log entry"
    )]
    [InlineData(
        """UPDATE "Evidence" SET "WithdrawnAt" = "AddedAt", "WithdrawnBy" = 'host', "WithdrawnByName" = 'x' """
            + """WHERE "Id" = (SELECT min("Id") FROM "Evidence" WHERE "WithdrawnAt" IS NULL)""",
        "it is marked as withdrawn, but no log entry states this"
    )]
    public async Task Check_FindsAWithdrawalThatWasChangedBehindTheLog(string change, string finding)
    {
        await using var scene = await SceneAsync();
        var id = await EvidenceAsync(scene, "fairness");
        await scene.PostAsync(scene.Owner, $"{Evidence}/{id}/withdraw", new JsonObject { ["reason"] = Reason }, HttpStatusCode.OK);
        Assert.Empty(await FindingsAsync(scene));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
#pragma warning disable EF1002 // Statements of this test.
            Assert.Equal(1, await db.Database.ExecuteSqlRawAsync(change, Ct));
#pragma warning restore EF1002
        }

        Assert.Contains(await FindingsAsync(scene), f => f.Contains(finding, StringComparison.Ordinal));
    }

    private static string Evidence => $"/api/v1/models/{ReportsScene.Model}/versions/{ReportsScene.Version}/evidence";

    private static async Task<ReportsScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new ReportsScene(new PortalFactory(kind));
        await scene.InitializeAsync();
        await scene.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
        return scene;
    }

    private static async Task<string> EvidenceAsync(ReportsScene scene, string kind) =>
        (string)(await scene.Engineer.GetFromJsonAsync<JsonObject>($"{Evidence}?kind={kind}", Ct))!["items"]![0]!["id"]!;

    private static async Task<JsonObject> GateAsync(ReportsScene scene) =>
        (
            await scene.Engineer.GetFromJsonAsync<JsonObject>(
                $"/api/v1/gates/deploy?model={ReportsScene.Model}&version={ReportsScene.Version}&stage=production",
                Ct
            )
        )!;

    private static async Task<int> MissingAsync(DocumentsScene scene) =>
        (int)
            (
                await scene.Compliance.GetFromJsonAsync<JsonObject>(
                    $"/api/v1/models/{ReportsScene.Model}/versions/{DocumentsScene.Version}/card",
                    Ct
                )
            )!["missing"]!;

    private static async Task<List<string>> FindingsAsync(ReportsScene scene) =>
        await scene
            .Portal.Services.GetServices<IInstallationCheck>()
            .Single(c => c.Subject == "versions, evidence and sign-offs")
            .FindAsync(Ct)
            .ToListAsync(Ct);
}
