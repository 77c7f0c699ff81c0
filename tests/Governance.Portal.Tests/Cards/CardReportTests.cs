using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Cards;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Tests.Documents;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Cards;

public sealed class CardReportTests
{
    private const string Version = "credit-default@2.0.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Json_OfBothCards_HasEveryFieldWithItsSourcesAndCountsTheGaps(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);

        var model = await ReadyAsync(scene, "model-card", "credit-default", "json");
        var system = await ReadyAsync(scene, "system-card", scene.System.ToString(), "json");

        // A model without a version means the one in use, else the newest.
        Assert.Equal(Version, (string?)model["subject"]);
        var twin = await TwinAsync(scene, model);
        Assert.Equal(CardTemplate.Model.Select(f => f.Key), twin["fields"]!.AsArray().Select(f => (string)f!["key"]!));
        Assert.Equal((int)model["missingPoints"]!, twin["fields"]!.AsArray().Count(f => (string?)f!["status"] == "missing"));
        var performance = Field(twin, "performance");
        Assert.Contains(
            performance["sources"]!.AsArray(),
            s =>
                ((string)s!["id"]!).StartsWith("EVD-", StringComparison.Ordinal)
                && ((string)s["sha256"]!).Length == 64
                && !(bool)s["computed"]!
        );
        Assert.All(
            twin["fields"]!.AsArray().SelectMany(f => f!["sources"]!.AsArray()),
            s => Assert.Matches("^[0-9a-f]{64}$", (string?)s!["sha256"])
        );
        var other = await TwinAsync(scene, system);
        Assert.Equal(CardTemplate.System.Select(f => f.Key), other["fields"]!.AsArray().Select(f => (string)f!["key"]!));
        Assert.Equal("Retail credit scoring", (string?)other["name"]);
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Pdf_OfAVersion_IsSealedTaggedAndIncompleteWhileAFieldIsMissing()
    {
        await using var scene = await SceneAsync();

        var report = await ReadyAsync(scene, "model-card", Version, "pdf");

        var bytes = await scene.Compliance.GetByteArrayAsync((string)report["content"]!, Ct);
        Assert.Equal((string?)report["sha256"], Sha256Hex.Of(bytes));
        var file = Path.Combine(scene.Reports.Portal.Folder, "model-card.pdf");
        await File.WriteAllBytesAsync(file, bytes, Ct);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", file), StringComparison.Ordinal);
        Assert.Matches(@"Tagged:\s+yes", await Tool.RunAsync("pdfinfo", file));
        var text = await Tool.RunAsync("pdftotext", "-layout", file, "-");
        Assert.Contains("INCOMPLETE", text, StringComparison.Ordinal);
        Assert.Contains("AUC", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("EVD-0001", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_AlteredInTheStore_StopsTheReport()
    {
        await using var scene = await SceneAsync();
        var card = await scene.Reports.Engineer.GetFromJsonAsync<JsonObject>("/api/v1/models/credit-default/versions/2.0.0/card", Ct);
        var source = Field(card!, "fairness")["sources"]!.AsArray().Single(s => (string?)s!["kind"] == "evidence")!;
        var stored = scene.Reports.Portal.ContentFile((string)source["sha256"]!);
        File.SetAttributes(stored, FileAttributes.Normal);
        await File.AppendAllTextAsync(stored, " ", Ct);

        var report = await scene.MakeAsync("model-card", "html", Version);

        Assert.Equal("failed", (string?)report["state"]);
        Assert.Contains(
            $"The file of {(string)source["id"]!} was altered in the store.",
            (string?)report["failure"],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("model-card", "credit-default@9.9.9")]
    [InlineData("model-card", "nothing")]
    [InlineData("model-card", "../etc@1")]
    [InlineData("system-card", "SYS-0099")]
    [InlineData("system-card", "credit-default")]
    public async Task Subject_ThatIsNot_IsRefused(string kind, string subject)
    {
        await using var scene = await SceneAsync();

        var refused = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = kind,
                ["subject"] = subject,
                ["format"] = "html",
            },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("report.subject-unknown", (string?)refused["code"]);
    }

    [Fact]
    public async Task Preview_ShowsTheCardAndPickerOffersIt()
    {
        await using var scene = await SceneAsync();

        var html = await scene.Compliance.GetStringAsync($"/reports/preview?kind=model-card&subject={Uri.EscapeDataString(Version)}", Ct);
        var changed = await ChangesAsync(scene);

        Assert.Contains("<h3>Performance</h3>", html, StringComparison.Ordinal);
        Assert.Contains(changed["changes"]!.AsArray(), c => (string?)c!["at"] == "Known limits" && (string?)c["after"] == "Few.");
    }

    [Fact]
    public async Task SystemCard_ListsTheRisksOfItsModels_AsTheTechnicalFileDoes()
    {
        await using var scene = await SceneAsync();
        var raised = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/risks",
            new JsonObject
            {
                ["title"] = "Bias against young applicants",
                ["category"] = "fairness",
                ["cause"] = "Short credit histories score low",
                ["consequence"] = "Young people are declined more often",
                ["model"] = ReportsScene.Model,
                ["owner"] = "jonas.lindqvist@demo.example",
                ["inherent"] = new JsonObject { ["likelihood"] = 4, ["impact"] = 4 },
                ["residual"] = new JsonObject { ["likelihood"] = 2, ["impact"] = 4 },
            }
        );

        var card = await TwinAsync(scene, await ReadyAsync(scene, "system-card", scene.System.ToString(), "json"));

        var risks = Field(card, "risks");
        Assert.Equal([$"{raised["id"]} Bias against young applicants"], risks["lines"]!.AsArray().Select(l => (string?)l));
        Assert.NotEqual("missing", (string?)risks["status"]);
    }

    [Fact]
    public async Task Cover_SaysHowFarTheLogWasVerified()
    {
        await using var scene = await SceneAsync();
        await scene.Reports.Portal.Get<CheckpointSigner>().SignAsync(Ct);
        await scene.Reports.Portal.Get<LogSelfCheck>().RunAsync(Ct);

        var html = await scene.Compliance.GetStringAsync($"/reports/preview?kind=model-card&subject={Uri.EscapeDataString(Version)}", Ct);

        Assert.Matches("entries, verified \\d+ \\w+ \\d{4}, \\d\\d:\\d\\d UTC<br><span class=\"digest\">root(?: [0-9a-f]{16}){4}", html);
    }

    private static async Task<JsonObject> ChangesAsync(DocumentsScene scene)
    {
        await ReadyAsync(scene, "model-card", Version, "html");
        using (
            var written = await scene.Reports.Engineer.PutAsJsonAsync(
                "/api/v1/models/credit-default/versions/2.0.0/card/texts",
                new JsonObject { ["texts"] = new JsonObject { ["limitations"] = "Few." } },
                Ct
            )
        )
        {
            Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Ct));
        }

        var later = await ReadyAsync(scene, "model-card", Version, "html");
        return (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{later["id"]}/changes", Ct))!;
    }

    private static JsonObject Field(JsonObject card, string key) =>
        card["fields"]!.AsArray().Single(f => (string?)f!["key"] == key)!.AsObject();

    private static async Task<DocumentsScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new DocumentsScene(new PortalFactory(kind));
        await scene.InitializeAsync();
        return scene;
    }

    private static async Task<JsonObject> ReadyAsync(DocumentsScene scene, string kind, string subject, string format)
    {
        var report = await scene.MakeAsync(kind, format, subject);
        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        return report;
    }

    private static async Task<JsonObject> TwinAsync(DocumentsScene scene, JsonObject report) =>
        (await scene.Compliance.GetFromJsonAsync<JsonObject>((string)report["content"]!, Ct))!;
}
