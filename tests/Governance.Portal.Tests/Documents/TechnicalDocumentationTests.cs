using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Reports;
using Governance.Reporting.Documents;
using Governance.Reporting.Manifests;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Documents;

public sealed class TechnicalDocumentationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Report_OfAnUnfinishedFile_HasEveryPointAndEveryGap(DatabaseKind kind)
    {
        await using var scene = new DocumentsScene(new PortalFactory(kind));
        await scene.InitializeAsync();

        var report = await scene.MakeAsync("annex-iv", "json");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var twin = await JsonAsync(scene, report);
        Assert.False((bool)twin["complete"]!);
        Assert.Equal((int)twin["missing"]!, (int)report["missingPoints"]!);
        Assert.Equal(
            DocumentLibrary.Shipped.Find("annex-iv").Value.Points.Select(p => p.Id),
            twin["points"]!.AsArray().Select(p => (string)p!["id"]!)
        );
        Assert.Equal("gap", State(twin, "AIV-1-e"));
        Assert.Equal("partial", State(twin, "AIV-2-g"));
        var entry = (await scene.Reports.LogAsync((string)report["id"]!)).Single(e => (string?)e["action"] == "report.made");
        Assert.Equal((int)report["missingPoints"]!, (int)entry["data"]!["missingPoints"]!);
    }

    [Fact]
    public async Task File_FromEmptyToComplete_IsCompleteOnceEverythingIsThere()
    {
        await using var scene = new DocumentsScene();
        await scene.InitializeOperatedAsync();
        await scene.WriteAllAsync("annex-iv");

        var file = await scene.ReadAsync("annex-iv");
        var report = await scene.MakeAsync("annex-iv", "html");

        Assert.True(
            (bool)file["complete"]!,
            string.Join(
                " ",
                file["points"]!
                    .AsArray()
                    .Where(p => (string?)p!["state"] is not ("complete" or "not-applicable"))
                    .Select(p => $"{p!["id"]}: {p["missing"]}")
            )
        );
        Assert.Equal(0, (int)report["missingPoints"]!);
        var html = await scene.Compliance.GetStringAsync((string)report["content"]!, Ct);
        Assert.DoesNotContain("INCOMPLETE", html, StringComparison.Ordinal);
        Assert.Contains("The system is software only.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryNumber_LeadsToTheStoredBytesItWasReadFrom()
    {
        await using var scene = new DocumentsScene();
        await scene.InitializeOperatedAsync();
        var report = await scene.MakeAsync("annex-iv", "json");
        var twin = await JsonAsync(scene, report);
        await using var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct);

        var followed = 0;
        foreach (
            var source in twin["points"]!
                .AsArray()
                .SelectMany(p => p!["sources"]!.AsArray())
                .Select(s => s!.AsObject())
                .Where(s => Measures(s).Any())
        )
        {
            var (id, sha256) = ((string)source["id"]!, (string)source["sha256"]!);
            if (DisplayId.TryParse<EvidenceId>(id, out var evidence))
            {
                var row = await db.Evidence.SingleAsync(e => e.Id == evidence, Ct);
                Assert.Equal(row.Sha256, sha256);
                var text = await File.ReadAllTextAsync(scene.Reports.Portal.ContentFile(sha256), Ct);
                Assert.All(Measures(source), m => Assert.Contains(m, text, StringComparison.Ordinal));
                followed++;
            }
            else if (id.StartsWith("WIN-", StringComparison.Ordinal))
            {
                Assert.True(await db.Windows.AnyAsync(w => w.DataSha256 == sha256, Ct));
                followed++;
            }
            else if (id.StartsWith("RSK-", StringComparison.Ordinal))
            {
                Assert.True(await db.RiskVersions.AnyAsync(v => v.Sha256 == sha256, Ct));
                followed++;
            }
            else
            {
                Assert.Fail($"{id} has numbers and leads nowhere.");
            }
        }

        Assert.True(followed >= 6, $"{followed} sources with numbers");
    }

    [Theory]
    [InlineData("row")]
    [WholeData("file")]
    [WholeData("bytes")]
    public async Task Evidence_GoneOrAltered_TurnsItsPointIntoAGap(string what)
    {
        await using var scene = new DocumentsScene();
        await scene.InitializeOperatedAsync();
        await scene.WriteAllAsync("annex-iv");
        Assert.Equal("complete", (string?)(await scene.PointAsync("annex-iv", "AIV-2-g"))["state"]);
        await using (var db = await scene.Reports.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var fairness = await db.Evidence.SingleAsync(e => e.Kind == EvidenceKind.Fairness, Ct);
            var path = scene.Reports.Portal.ContentFile(fairness.Sha256);
            if (what == "row")
            {
                await db.Evidence.Where(e => e.Id == fairness.Id).ExecuteDeleteAsync(Ct);
            }
            else if (what == "file")
            {
                File.Delete(path);
            }
            else
            {
                File.SetAttributes(path, FileAttributes.Normal);
                await File.WriteAllTextAsync(path, "{}", Ct);
            }
        }

        var point = await scene.PointAsync("annex-iv", "AIV-2-g");
        var report = await scene.MakeAsync("annex-iv", "html");

        Assert.Equal("partial", (string?)point["state"]);
        Assert.NotEmpty(point["missing"]!.AsArray());
        Assert.DoesNotContain(point["sources"]!.AsArray(), s => (string?)s!["kind"] == "fairness_report");
        Assert.True((int)report["missingPoints"]! > 0);
        Assert.Contains("INCOMPLETE", await scene.Compliance.GetStringAsync((string)report["content"]!, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_ThatCannotBeRead_StopTheReport()
    {
        var portal = new PortalFactory { Replace = services => services.AddSingleton<IFindRecords, BrokenRegister>() };
        await using var scene = new DocumentsScene(portal);
        await scene.InitializeAsync();

        var report = await scene.MakeAsync("annex-iv", "html");
        var file = await scene.ReadAsync("annex-iv");

        Assert.Equal("failed", (string?)report["state"]);
        Assert.Contains("Incident register", (string?)report["failure"], StringComparison.Ordinal);
        Assert.False((bool)file["complete"]!);
        Assert.NotEmpty(file["unread"]!.AsArray());
    }

    [Fact]
    public async Task SameData_GivesTheSameContent()
    {
        await using var scene = new DocumentsScene();
        await scene.InitializeOperatedAsync();

        var first = await scene.MakeAsync("annex-iv", "json");
        var second = await scene.MakeAsync("annex-iv", "json");

        Assert.Equal((string?)first["twinSha256"], (string?)second["twinSha256"]);
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Pdf_OfAnUnfinishedFile_IsSealedTaggedInLegalOrderAndSaysIncompleteOnEveryPage()
    {
        await using var scene = new DocumentsScene();
        await scene.InitializeOperatedAsync();
        var report = await scene.MakeAsync("annex-iv", "pdf");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var file = Path.Combine(scene.Reports.Portal.Folder, "annex-iv.pdf");
        await File.WriteAllBytesAsync(file, await scene.Compliance.GetByteArrayAsync((string)report["content"]!, Ct), Ct);
        if (Environment.GetEnvironmentVariable("GOVERNANCE_GALLERY") is { Length: > 0 } gallery)
        {
            File.Copy(file, Path.Combine(gallery, "annex-iv.pdf"), overwrite: true);
        }

        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", file), StringComparison.Ordinal);
        var info = await Tool.RunAsync("pdfinfo", file);
        Assert.Matches(@"Tagged:\s+yes", info);
        var text = await Tool.RunAsync("pdftotext", "-layout", file, "-");
        var pages = text.Split('\f', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(pages, page => Assert.Contains("incomplete", page, StringComparison.OrdinalIgnoreCase));
        var at = 0;
        foreach (var title in DocumentLibrary.Shipped.Find("annex-iv").Value.Groups.Select(g => g.Title))
        {
            var next = text.IndexOf(title, text.IndexOf("Points of this document", StringComparison.Ordinal) + 1, StringComparison.Ordinal);
            Assert.True(next >= 0, title);
            var heading = text.LastIndexOf(title, StringComparison.Ordinal);
            Assert.True(heading > at, $"{title} is not in legal order.");
            at = heading;
        }

        Assert.Contains(EvidenceManifest.FileName, await Tool.RunAsync("pdfdetach", "-list", file), StringComparison.Ordinal);
    }

    private static async Task<JsonObject> JsonAsync(DocumentsScene scene, JsonObject report)
    {
        var twin = (await scene.Compliance.GetFromJsonAsync<JsonObject>((string)report["content"]!, Ct))!;
        Assert.Equal(DocumentTwin.Schema, (string?)twin["schema"]);
        return twin;
    }

    private static string State(JsonObject twin, string point) =>
        (string)twin["points"]!.AsArray().Single(p => (string?)p!["id"] == point)!["state"]!;

    private static IEnumerable<string> Measures(JsonObject source) =>
        from row in source["rows"]!.AsArray()
        from field in row!.AsObject()
        where field.Value is JsonArray
        from measure in field.Value!.AsArray()
        select (string)measure!["value"]!;

    private sealed class BrokenRegister : IFindRecords
    {
        public string Name => "Incident register";

        public IReadOnlyList<string> Kinds => [];

        public Task<IReadOnlyList<SystemEvidence>> NewestAsync(
            GovernanceDbContext db,
            IReadOnlyList<SystemVersions> systems,
            CancellationToken ct
        ) => Task.FromResult<IReadOnlyList<SystemEvidence>>([]);

        public Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct) =>
            throw new JsonException("broken");
    }
}
