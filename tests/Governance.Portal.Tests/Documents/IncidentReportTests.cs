using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Compliance;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Documents;

public sealed class IncidentReportTests
{
    private const string Account = "A customer called; the desk confirmed the wrong refusal the same morning.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Words_BelongToOneIncident_AndItsReportPrintsThem(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        var (first, second) = (await OpenAsync(scene), await OpenAsync(scene));

        var written = await WriteAsync(scene.Compliance, first, "SR-4", new JsonObject { ["text"] = Account });
        var report = await TwinAsync(scene, first);
        var other = await TwinAsync(scene, second);

        Assert.Equal(Account, (string?)written["text"]!["text"]);
        Assert.Equal(Account, (string?)Point(report, "SR-4")["text"]!["words"]);
        Assert.Null(Point(other, "SR-4")["text"]);
        Assert.Equal("Marta Kowalska", (string?)Point(report, "SR-4")["text"]!["by"]);
        var entry = Assert.Single(await scene.Reports.LogAsync($"{first}/SR-4"));
        Assert.Equal(
            ("document.section-written", (string?)Point(report, "SR-4")["text"]!["sha256"]),
            ((string?)entry["action"], (string?)entry["data"]!["textSha256"])
        );
        Assert.DoesNotContain(Account, entry.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await FindingsAsync(scene));
    }

    [Fact]
    public async Task Versions_AreKeptAndTheNewestCounts()
    {
        await using var scene = await SceneAsync();
        var id = await OpenAsync(scene);
        await WriteAsync(scene.Compliance, id, "SR-4", new JsonObject { ["text"] = "First account." });
        await WriteAsync(scene.Compliance, id, "SR-4", new JsonObject { ["text"] = Account });

        var versions = (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/incidents/{id}/report/points/SR-4/versions", Ct))![
            "items"
        ]!.AsArray();
        var report = (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/incidents/{id}/report", Ct))!;
        var stale = await WriteAsync(
            scene.Compliance,
            id,
            "SR-4",
            new JsonObject { ["text"] = "x" },
            HttpStatusCode.PreconditionFailed,
            "\"1\""
        );

        Assert.Equal([2, 1], versions.Select(v => (int)v!["number"]!));
        Assert.Equal(Account, (string?)Point(report, "SR-4")["text"]!["text"]);
        Assert.Equal("serious-incident", (string?)report["kind"]);
        Assert.Equal("precondition.stale", (string?)stale["code"]);
    }

    [Fact]
    public async Task Refusals_SayWhatIsWrong()
    {
        await using var scene = await SceneAsync();
        var id = await OpenAsync(scene);
        var drill = await OpenAsync(scene, drill: true);
        await scene.Reports.Portal.CreateUserAsync("nora.auditor@demo.example", Roles.Auditor);
        var auditor = await scene.Reports.Portal.SignInAsync("nora.auditor@demo.example", Roles.Auditor);

        var exercise = await WriteAsync(
            scene.Compliance,
            drill,
            "SR-4",
            new JsonObject { ["text"] = "x" },
            HttpStatusCode.UnprocessableEntity
        );
        var point = await WriteAsync(scene.Compliance, id, "AIV-1-a", new JsonObject { ["text"] = "x" }, HttpStatusCode.NotFound);
        var unknown = await WriteAsync(scene.Compliance, "INC-0099", "SR-4", new JsonObject { ["text"] = "x" }, HttpStatusCode.NotFound);
        var empty = await WriteAsync(scene.Compliance, id, "SR-4", [], HttpStatusCode.UnprocessableEntity);
        await WriteAsync(auditor, id, "SR-4", new JsonObject { ["text"] = "x" }, HttpStatusCode.Forbidden);

        Assert.Equal("document.not-for-this-system", (string?)exercise["code"]);
        Assert.Equal("document.point-unknown", (string?)point["code"]);
        Assert.Equal("incident.not-found", (string?)unknown["code"]);
        Assert.Equal("document.nothing-written", (string?)empty["code"]);
        Assert.Contains(await scene.Reports.LogAsync($"{id}/SR-4"), e => (string?)e["outcome"] == "refused");
    }

    [Theory]
    [InlineData(
        """UPDATE "SectionEntries" SET "Text_Text" = 'Nothing happened.' WHERE "About" = 'INC-0001'""",
        "Text 1 of INC-0001/SR-4 was changed: the text differs from"
    )]
    [WholeData(
        """UPDATE "SectionEntries" SET "ByName" = 'Nobody' WHERE "About" = 'INC-0001'""",
        "Text 1 of INC-0001/SR-4 was changed: its author differs from"
    )]
    [WholeData(
        """UPDATE "SectionEntries" SET "About" = 'INC-0002' WHERE "About" = 'INC-0001'""",
        "Text 1 of INC-0002/SR-4 has no entry in the log."
    )]
    [InlineData(
        """UPDATE "SectionEntries" SET "Documents" = replace("Documents", 'DMS-7', 'DMS-8') WHERE "About" = 'INC-0001'""",
        "Text 1 of INC-0001/SR-4 was changed: what it names differs from"
    )]
    [InlineData("""DELETE FROM "SectionEntries" WHERE "About" = 'INC-0001'""", "Text 1 of INC-0001/SR-4, log entry")]
    public async Task Check_FindsATextThatWasChangedBehindTheLog(string change, string finding)
    {
        await using var scene = await SceneAsync();
        var id = await OpenAsync(scene);
        await WriteAsync(
            scene.Compliance,
            id,
            "SR-4",
            new JsonObject
            {
                ["text"] = Account,
                ["documents"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "incident_record",
                        ["title"] = "Call record",
                        ["reference"] = "DMS-7",
                    }
                ),
            }
        );
        Assert.Empty(await FindingsAsync(scene));
        await using (var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct))
        {
#pragma warning disable EF1002 // Statements of this test.
            Assert.Equal(1, await db.Database.ExecuteSqlRawAsync(change, Ct));
#pragma warning restore EF1002
        }

        Assert.Contains(await FindingsAsync(scene), f => f.StartsWith(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_PrintsWhatWasDone_AndTheTimeOfTheEntryWhoseDigestItHas()
    {
        await using var scene = await SceneAsync();
        var id = await OpenAsync(scene);
        await scene.Reports.PostAsync(
            scene.Compliance,
            $"/api/v1/incidents/{id}/contain",
            new JsonObject { ["mode"] = "restrict", ["note"] = "Answers go to a clerk." }
        );

        var report = await TwinAsync(scene, id);

        var timeline = (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/incidents/{id}/timeline", Ct))!["items"]!.AsArray();
        var newest = timeline.MaxBy(e => (int)e!["number"]!)!;
        var source = OfIncident(report, "SR-3");
        Assert.Equal(2, timeline.Count);
        Assert.Equal((string?)newest["sha256"], (string?)source["sha256"]);
        Assert.Equal(Time(newest), Time(source), TimeSpan.FromMilliseconds(1));
        var done = (string)OfIncident(report, "SR-7")["rows"]![0]!["immediate_action"]!;
        Assert.Contains(" UTC, Marta Kowalska: Restricted. ", done, StringComparison.Ordinal);
        Assert.EndsWith(" Answers go to a clerk.", done, StringComparison.Ordinal);
        // Its checks are for people, and are there to be made.
        Assert.Contains(report["consistency"]!.AsArray(), c => (string?)c!["id"] == "SR-C1");

        static DateTimeOffset Time(JsonNode of) => DateTimeOffset.Parse((string)of["at"]!, CultureInfo.InvariantCulture);
    }

    private static JsonNode OfIncident(JsonObject report, string point) =>
        Point(report, point)["sources"]!.AsArray().Single(s => (string?)s!["record"] == "incident_record")!;

    private static async Task<DocumentsScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new DocumentsScene(new PortalFactory(kind));
        await scene.InitializeAsync();
        return scene;
    }

    private static async Task<string> OpenAsync(DocumentsScene scene, bool drill = false) =>
        (string)
            (
                await scene.Reports.PostAsync(
                    scene.Compliance,
                    "/api/v1/incidents",
                    new JsonObject
                    {
                        ["title"] = "Wrongly declined after a stale feed",
                        ["severity"] = "high",
                        ["category"] = "fairness",
                        ["systems"] = new JsonArray(scene.System.ToString()),
                        ["occurredAt"] = "2026-11-18T06:00:00Z",
                        ["providerAwareAt"] = "2026-11-19T09:30:00Z",
                        ["drill"] = drill,
                    }
                )
            )["id"]!;

    private static async Task<JsonObject> WriteAsync(
        HttpClient who,
        string incident,
        string point,
        JsonObject body,
        HttpStatusCode expected = HttpStatusCode.OK,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/incidents/{incident}/report/points/{point}")
        {
            Content = JsonContent.Create(body),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await who.SendAsync(request, Ct);
        return await ComplianceScene.JsonAsync(answer, expected);
    }

    private static JsonObject Point(JsonObject document, string id) =>
        document["points"]!.AsArray().Single(p => (string?)p!["id"] == id)!.AsObject();

    private static async Task<JsonObject> TwinAsync(DocumentsScene scene, string incident)
    {
        var report = await scene.MakeAsync("serious-incident", "json", incident);
        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        return (await scene.Compliance.GetFromJsonAsync<JsonObject>((string)report["content"]!, Ct))!;
    }

    private static async Task<List<string>> FindingsAsync(DocumentsScene scene) =>
        await scene
            .Reports.Portal.Services.GetServices<IInstallationCheck>()
            .Single(c => c.Subject == "texts of documents")
            .FindAsync(Ct)
            .ToListAsync(Ct);
}
