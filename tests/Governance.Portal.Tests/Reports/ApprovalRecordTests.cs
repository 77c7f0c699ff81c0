using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Reporting.Manifests;
using Governance.Transparency;

namespace Governance.Portal.Tests.Reports;

public sealed class ApprovalRecordTests(ApprovalRecordTests.Scene scene) : IClassFixture<ApprovalRecordTests.Scene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Pdf_OfADeployedPromotion_IsSealedTaggedLoggedAndSaysWhoSignedWhat()
    {
        var report = await scene.Made("pdf");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var content = await scene.Reports.Engineer.GetAsync((string)report["content"]!, Ct);
        var bytes = await content.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal("application/pdf", content.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"approval-record-{scene.Promotion}-{report["id"]}.pdf", content.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal((string?)report["sha256"], Sha256Hex.Of(bytes));

        var made = Assert.Single(await scene.Reports.LogAsync((string)report["id"]!), e => (string?)e["action"] == "report.made");
        Assert.Equal(Sha256Hex.Of(bytes), (string?)made["data"]!["sha256"]);
        Assert.Equal(scene.Promotion, (string?)made["data"]!["about"]);
        Assert.Equal(scene.BundleDigest, (string?)made["data"]!["bundleDigest"]);
        Assert.Equal("system:reports", (string?)made["actor"]);

        var file = Path.Combine(scene.Reports.Portal.Folder, "record.pdf");
        await File.WriteAllBytesAsync(file, bytes, Ct);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", file), StringComparison.Ordinal);
        Assert.Matches(@"Tagged:\s+yes", await Tool.RunAsync("pdfinfo", file));
        var text = await Tool.RunAsync("pdftotext", "-layout", file, "-");
        var unbroken = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        Assert.Contains(scene.Promotion, text, StringComparison.Ordinal);
        Assert.Contains("Mei Tanaka", text, StringComparison.Ordinal);
        foreach (var signer in new[] { "Tomasz Wojcik", "Claire Fontaine", "Jonas Lindqvist" })
        {
            Assert.Contains(signer, text, StringComparison.Ordinal);
        }

        Assert.Contains(scene.BundleDigest, unbroken, StringComparison.Ordinal);
        Assert.Contains("before 1 December 2026.", text, StringComparison.Ordinal);
        Assert.Contains("</td></table><script>", unbroken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_WithHostileWords_ShowsThemAsText()
    {
        var report = await scene.Made("html");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var answer = await scene.Reports.Engineer.GetAsync((string)report["content"]!, Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;document.title=", html, StringComparison.Ordinal);
        Assert.Contains("موافق بعد المراجعة", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("The evidence changed after signing", html, StringComparison.Ordinal);
        Assert.Contains("Attempt refused", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_ListsEveryPieceOfEvidenceOfTheBundleWithItsDigest()
    {
        var report = await scene.Made("json");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var manifest = EvidenceManifest.Parse(await scene.Reports.Engineer.GetByteArrayAsync((string)report["content"]!, Ct));
        Assert.Equal(scene.BundleDigest, manifest.BundleDigest);
        var bundle = JsonNode.Parse(await scene.Reports.Engineer.GetByteArrayAsync($"/api/v1/promotions/{scene.Promotion}/bundle", Ct))!;
        Assert.All(
            bundle["evidence"]!.AsArray(),
            e => Assert.Contains(manifest.Claims, c => c.Evidence.Id == (string?)e!["id"] && c.Evidence.Sha256 == (string?)e["sha256"])
        );
        var auc = Assert.Single(manifest.Claims, c => c.Claim == "Metric auc" && c.Evidence.Kind == "validation");
        Assert.Equal("0.791395", auc.Value);
    }

    [Fact]
    public async Task Content_AlteredOnDisk_IsNotDelivered()
    {
        var report = await scene.Made("json");
        var sha256 = (string)report["sha256"]!;
        var path = scene.Reports.Portal.ContentFile(sha256);
        var kept = await File.ReadAllBytesAsync(path, Ct);
        await File.WriteAllTextAsync(path, new string('x', kept.Length), Ct);

        try
        {
            using var answer = await scene.Reports.Engineer.GetAsync((string)report["content"]!, Ct);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        }
        finally
        {
            await File.WriteAllBytesAsync(path, kept, Ct);
        }
    }

    [Fact]
    public async Task Evidence_MissingInTheStore_FailsTheReportInWordsAndMakesNone()
    {
        var bundle = JsonNode.Parse(await scene.Reports.Engineer.GetByteArrayAsync($"/api/v1/promotions/{scene.Promotion}/bundle", Ct))!;
        var evidence = bundle["evidence"]!.AsArray()[0]!;
        var sha256 = (string)evidence["sha256"]!;
        var path = scene.Reports.Portal.ContentFile(sha256);
        File.Move(path, path + ".away");

        JsonObject report;
        try
        {
            report = await scene.Made("html");
        }
        finally
        {
            File.Move(path + ".away", path);
        }

        Assert.Equal("failed", (string?)report["state"]);
        Assert.Equal(
            $"The report was not created. Evidence: The file of {evidence["id"]} is not in the " + "store.",
            (string?)report["failure"]
        );
        Assert.Null(report["sha256"]);
        var log = await scene.Reports.LogAsync((string)report["id"]!);
        Assert.Equal(["report.requested", "report.started", "report.failed"], log.Select(e => (string?)e["action"]));
    }

    [Fact]
    public async Task Preview_IsADocumentOfItsOwnThatOnlyThePortalMayFrame()
    {
        using var answer = await scene.Reports.Engineer.GetAsync($"/reports/preview?kind=approval-record&subject={scene.Promotion}", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("SAMEORIGIN", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains(scene.Promotion, html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task RecordAddressOfAPromotion_LeadsToThePreview()
    {
        using var answer = await scene.Reports.Engineer.GetAsync($"/approvals/{scene.Promotion}/record", Ct);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/reports/new?kind=approval-record&subject={scene.Promotion}", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/reports/preview?kind=approval-record&subject=APR-0001")]
    [InlineData("/reports/new?kind=approval-record&subject=APR-0001")]
    [InlineData("/reports/REP-0001")]
    [InlineData("/approvals/APR-0001/record")]
    public async Task Page_WithoutASession_LeadsToSignIn(string address)
    {
        using var client = scene.Reports.Portal.CreateClient(new() { AllowAutoRedirect = false });

        using var answer = await client.GetAsync(address, Ct);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/signin", answer.Headers.Location?.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"kind":"poem","subject":"APR-0001"}""", "report.kind-unknown", "kind")]
    [InlineData("""{"subject":"APR-0001"}""", "report.kind-unknown", "kind")]
    [InlineData("""{"kind":"poem","subject":"SYS-0001","format":"pdf"}""", "report.kind-unknown", "kind")]
    [InlineData("""{"kind":"approval-record","subject":"APR-0001","format":"docx"}""", "report.format-unknown", "format")]
    [InlineData("""{"kind":"approval-record","subject":"APR-9999","format":"json"}""", "report.subject-unknown", "subject")]
    [InlineData("""{"kind":"approval-record","subject":"a\u0000b","format":"json"}""", "report.subject-unknown", "subject")]
    [InlineData("""{"kind":"approval-record"}""", "report.subject-unknown", "subject")]
    [InlineData("""{"kind":"drift","subject":"credit-default@2.2.0","format":"json"}""", "report.nothing-to-report", "subject")]
    [InlineData("""{"kind":"drift","subject":"nobody@1","format":"json"}""", "report.subject-unknown", "subject")]
    public async Task Request_OfWhatThereIsNot_Is422WithTheField(string body, string code, string field)
    {
        var problem = await scene.Reports.PostAsync(
            scene.Reports.Engineer,
            "/api/v1/reports",
            JsonNode.Parse(body)!.AsObject(),
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal(code, (string?)problem["code"]);
        Assert.NotNull(problem["errors"]![field]);
    }

    [Fact]
    public async Task Request_OfAnUnknownKind_NamesTheKindsThereAre()
    {
        var problem = await scene.Reports.PostAsync(
            scene.Reports.Engineer,
            "/api/v1/reports",
            new JsonObject { ["kind"] = "poem" },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Contains(
            "approval-record, audit-extract, committee-pack, competences, declaration-of-conformity, drift",
            (string?)problem["detail"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Key_WithoutTheScope_IsRefused()
    {
        using var reader = await scene.Reports.Portal.CreateKeyClientAsync(null, "reports:read");

        await scene.Reports.PostAsync(
            reader,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "approval-record",
                ["subject"] = scene.Promotion,
                ["format"] = "json",
            },
            HttpStatusCode.Forbidden
        );

        using var other = await scene.Reports.Portal.CreateKeyClientAsync(null, "registry:read");
        using var answer = await other.GetAsync("/api/v1/reports/REP-0001", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("REP-9999")]
    [InlineData("nothing")]
    public async Task Report_ThatIsNone_Is404(string id)
    {
        using var report = await scene.Reports.Engineer.GetAsync($"/api/v1/reports/{id}", Ct);
        using var content = await scene.Reports.Engineer.GetAsync($"/api/v1/reports/{id}/content", Ct);

        Assert.Equal(HttpStatusCode.NotFound, report.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, content.StatusCode);
    }

    [Fact]
    public async Task Operations_AreDescribedWithTheirRefusals()
    {
        using var answer = await scene.Reports.Engineer.GetAsync("/openapi/v1.json", Ct);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.Skip("The description of the API is not served here.");
        }

        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        var post = document.RootElement.GetProperty("paths").GetProperty("/api/v1/reports").GetProperty("post");
        Assert.True(post.GetProperty("responses").TryGetProperty("202", out _));
        Assert.True(post.GetProperty("responses").TryGetProperty("503", out _));
    }

    /// <summary>One deployed promotion for all tests of this class.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        public ReportsScene Reports { get; } = new();

        public string Promotion { get; private set; } = "";

        public string BundleDigest { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Reports.InitializeAsync();
            await Reports.RegisterAsync("credit", ReportsScene.Model, ReportsScene.Version);
            Promotion = await Reports.ApproveAsync();
            BundleDigest = (string)(await Reports.ReadAsync(Promotion))["bundleDigest"]!;
        }

        public async ValueTask DisposeAsync() => await Reports.DisposeAsync();

        public Task<JsonObject> Made(string format) => Reports.MakeAsync("approval-record", Promotion, format);
    }
}
