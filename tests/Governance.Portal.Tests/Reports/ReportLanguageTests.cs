using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Portal.Tests.Documents;
using Governance.Testing;

namespace Governance.Portal.Tests.Reports;

public sealed class ReportLanguageTests
{
    private const string Kind = "model-card";
    private const string Version = "credit-default@2.0.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_IsInTheLanguageAskedFor_AndComparedWithOneInAnother()
    {
        await using var scene = new DocumentsScene(new PortalFactory());
        await scene.InitializeAsync();

        var english = await MakeAsync(scene, "html", null);
        var german = await MakeAsync(scene, "html", "de");
        var json = await MakeAsync(scene, "json", "de");

        Assert.Equal(["en", "de", "en"], new[] { english, german, json }.Select(r => (string?)r["language"]));
        Assert.Contains("<html lang=\"en\">", await ContentAsync(scene, english), StringComparison.Ordinal);
        var page = await ContentAsync(scene, german);
        Assert.Contains("<html lang=\"de\">", page, StringComparison.Ordinal);
        Assert.Contains("<h1>Modellkarte<br>", page, StringComparison.Ordinal);

        // Entries about reports in English are as they were before there was a choice.
        var spoken = (await EntriesAsync(scene, english))
            .Concat(await EntriesAsync(scene, german))
            .Select(e => (string?)e["data"]!["language"]);
        Assert.Equal([null, null, "de", "de"], spoken);

        // What programs read is the same in every language.
        Assert.Equal((string?)english["twinSha256"], (string?)german["twinSha256"]);
        var changes = await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{german["id"]}/changes", Ct);
        Assert.Equal((string?)english["id"], (string?)changes!["since"]);
        Assert.Empty(changes["changes"]!.AsArray());

        var refused = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/reports",
            Body("html", "fr"),
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("report.language-unknown", (string?)refused["code"]);
        Assert.Equal("Choose a language in which this report is available: en, de.", (string?)refused["errors"]!["language"]![0]);

        await PagesAsync(scene, german);
    }

    // The list and the preview, as a reader of English and one of German see them.
    private static async Task PagesAsync(DocumentsScene scene, JsonObject german)
    {
        var about = $"kind={Kind}&subject={Uri.EscapeDataString(Version)}";
        var preview = await scene.Compliance.GetStringAsync($"/reports/preview?{about}&language=de", Ct);
        Assert.Contains("<html lang=\"de\">", preview, StringComparison.Ordinal);
        Assert.Contains("Vorschau", preview, StringComparison.Ordinal);
        using (var other = await scene.Compliance.GetAsync($"/reports/preview?{about}&language=fr", Ct))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        }

        Assert.Contains(">In German<", await scene.Compliance.GetStringAsync("/compliance/reports", Ct), StringComparison.Ordinal);
        Assert.Contains(">In German<", await scene.Compliance.GetStringAsync($"/reports/{german["id"]}", Ct), StringComparison.Ordinal);

        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/reports/new?{about}");
        asked.Headers.Add("Accept-Language", "de");
        using var answer = await scene.Compliance.SendAsync(asked, Ct);
        Assert.Contains("language=de\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static JsonObject Body(string format, string? language)
    {
        var body = new JsonObject
        {
            ["kind"] = Kind,
            ["subject"] = Version,
            ["format"] = format,
        };
        if (language is not null)
        {
            body["language"] = language;
        }

        return body;
    }

    private static async Task<JsonObject> MakeAsync(DocumentsScene scene, string format, string? language)
    {
        var asked = await scene.Reports.PostAsync(scene.Compliance, "/api/v1/reports", Body(format, language), HttpStatusCode.Accepted);
        var report = await ReportsScene.DoneAsync(scene.Reports.Portal.Services, scene.Compliance, (string)asked["id"]!);
        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        return report;
    }

    private static Task<string> ContentAsync(DocumentsScene scene, JsonObject report) =>
        scene.Compliance.GetStringAsync((string)report["content"]!, Ct);

    private static async Task<IEnumerable<JsonNode>> EntriesAsync(DocumentsScene scene, JsonObject report) =>
        (await scene.Reports.LogAsync((string)report["id"]!)).Where(e => (string?)e["action"] is "report.requested" or "report.made");
}
