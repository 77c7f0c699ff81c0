using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Documents;

public sealed class SectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_IsKeptInVersionsWithAuthorAndLoggedByItsDigest()
    {
        await using var scene = await SceneAsync();
        await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Four cores, eight gigabytes." });

        var point = await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Eight cores, sixteen gigabytes." });

        Assert.Equal("complete", (string?)point["state"]);
        Assert.Equal(2, (int)point["text"]!["number"]!);
        var versions = (
            await scene.Compliance.GetFromJsonAsync<JsonObject>(
                $"/api/v1/systems/{scene.System}/documents/annex-iv/points/AIV-1-e/versions",
                Ct
            )
        )!["items"]!.AsArray();
        Assert.Equal(["Eight cores, sixteen gigabytes.", "Four cores, eight gigabytes."], versions.Select(v => (string?)v!["text"]));
        var entries = await scene.Reports.LogAsync($"{scene.System}/AIV-1-e");
        Assert.Equal(2, entries.Count);
        Assert.DoesNotContain("cores", entries[1].ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((string?)versions[0]!["textSha256"], (string?)entries[1]["data"]!["textSha256"]);
    }

    [Fact]
    public async Task PointAskedOfEverySystem_CannotBeLeftOutButAConditionalOneCanWithAReason()
    {
        await using var scene = await SceneAsync();

        var always = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-e",
            new JsonObject { ["state"] = "not-applicable", ["text"] = "No hardware." },
            HttpStatusCode.UnprocessableEntity
        );
        var silent = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-f",
            new JsonObject { ["state"] = "not-applicable" },
            HttpStatusCode.UnprocessableEntity
        );
        var excluded = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-f",
            new JsonObject { ["state"] = "not-applicable", ["text"] = "Software only." }
        );

        Assert.Equal("document.always-applies", (string?)always["code"]);
        Assert.Equal("document.reason-needed", (string?)silent["code"]);
        Assert.Equal("not-applicable", (string?)excluded["state"]);
    }

    [Fact]
    public async Task WithdrawnText_IsAGapAgain()
    {
        await using var scene = await SceneAsync();
        await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Eight cores." });

        var point = await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["state"] = "withdrawn" });
        var again = await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["state"] = "withdrawn" }, HttpStatusCode.Conflict);

        Assert.Equal("gap", (string?)point["state"]);
        Assert.Equal("document.nothing-to-withdraw", (string?)again["code"]);
    }

    [Fact]
    public async Task SomebodyWithoutTheRole_WritesNothingAndTheAttemptIsLogged()
    {
        await using var scene = await SceneAsync();

        var refused = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-e",
            new JsonObject { ["text"] = "Mine." },
            HttpStatusCode.Forbidden,
            scene.Reports.Engineer
        );

        Assert.Equal("gap", (string?)(await scene.PointAsync("annex-iv", "AIV-1-e"))["state"]);
        Assert.NotNull((string?)refused["code"]);
        Assert.Equal("refused", (string?)(await scene.Reports.LogAsync($"{scene.System}/AIV-1-e")).Single()["outcome"]);
    }

    [Fact]
    public async Task TwoWriters_TheSecondIsToldThatTheTextChanged()
    {
        await using var scene = await SceneAsync();
        await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Eight cores." }, ifMatch: "\"0\"");

        var stale = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-e",
            new JsonObject { ["text"] = "Two cores." },
            HttpStatusCode.PreconditionFailed,
            ifMatch: "\"0\""
        );

        Assert.Equal("precondition.stale", (string?)stale["code"]);
    }

    [Fact]
    public async Task BadRequests_SayWhatIsWrong()
    {
        await using var scene = await SceneAsync();

        var kind = await scene.WriteAsync("annex-x", "AIV-1-e", new JsonObject { ["text"] = "x" }, HttpStatusCode.NotFound);
        var point = await scene.WriteAsync("annex-iv", "AIV-99", new JsonObject { ["text"] = "x" }, HttpStatusCode.NotFound);
        var empty = await scene.WriteAsync("annex-iv", "AIV-1-e", [], HttpStatusCode.UnprocessableEntity);
        var state = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-e",
            new JsonObject { ["state"] = "done", ["text"] = "x" },
            HttpStatusCode.UnprocessableEntity
        );
        var evidence = await scene.WriteAsync(
            "annex-iv",
            "AIV-1-g",
            new JsonObject { ["documents"] = new JsonArray(new JsonObject { ["title"] = "Screens", ["reference"] = "EVD-9999" }) },
            HttpStatusCode.UnprocessableEntity
        );
        var measured = await scene.WriteAsync(
            "annex-iv",
            "AIV-2-g",
            new JsonObject
            {
                ["documents"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "validation_report",
                        ["title"] = "Tests",
                        ["reference"] = "DMS-1",
                    }
                ),
            },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("document.kind-unknown", (string?)kind["code"]);
        Assert.Equal("document.point-unknown", (string?)point["code"]);
        Assert.Equal("document.nothing-written", (string?)empty["code"]);
        Assert.NotNull(state["errors"]!["state"]);
        Assert.NotNull(evidence["errors"]!["documents[0].reference"]);
        Assert.NotNull(measured["errors"]!["documents[0].kind"]);
    }

    [Fact]
    public async Task DocumentNamedByItsEvidence_StandsAndFallsWithIt()
    {
        await using var scene = await SceneAsync();
        var file = (
            await scene.Compliance.GetFromJsonAsync<JsonObject>(
                $"/api/v1/models/{Reports.ReportsScene.Model}/versions/{DocumentsScene.Version}/evidence",
                Ct
            )
        )!["items"]!
            .AsArray()
            .Single(e => (string?)e!["kind"] == "other")!;
        var id = (string)file["id"]!;

        var point = await scene.WriteAsync(
            "annex-iv",
            "AIV-8",
            new JsonObject { ["documents"] = new JsonArray(new JsonObject { ["title"] = "Declaration", ["reference"] = id }) }
        );
        await using (var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.True(DisplayId.TryParse<EvidenceId>(id, out var evidence));
            await db.Evidence.Where(e => e.Id == evidence).ExecuteDeleteAsync(Ct);
        }

        var after = await scene.PointAsync("annex-iv", "AIV-8");
        Assert.Contains(point["sources"]!.AsArray(), s => (string?)s!["sha256"] == (string?)file["sha256"]);
        Assert.DoesNotContain(after["sources"]!.AsArray(), s => (string?)s!["id"] == id);
        Assert.Contains(after["missing"]!.AsArray(), m => ((string?)m)!.Contains(id, StringComparison.Ordinal));
    }

    private static async Task<DocumentsScene> SceneAsync()
    {
        var scene = new DocumentsScene();
        await scene.InitializeAsync();
        return scene;
    }
}
