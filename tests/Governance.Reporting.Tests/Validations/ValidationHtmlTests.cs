using System.Net;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Tests.Validations;

/// <summary>The report of a validation, laid out.</summary>
public sealed class ValidationHtmlTests(Making making)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Html_HasPlanReportChallengeSignatureAndEveryFinding()
    {
        var html = WebUtility.HtmlDecode(await HtmlAsync());

        Assert.All(
            [
                "Validation report",
                "Credit default score",
                "Fit with conditions",
                "Scores above 0.8 are decided by a person",
                "<li><bdi>Calibration over the score</bdi></li>",
                "Why thin files were scored at all",
                "Thin files are excluded in the next release",
                "<bdi>Ines Novak</bdi> (USR-0004), Risk officer",
                "4,711",
                "3 findings, 2 open, 1 overdue",
                "This text was erased.",
                "Rewritten and reviewed.",
            ],
            said => Assert.Contains(said, html, StringComparison.Ordinal)
        );
        Assert.Contains("Moved from 31 Dec 2026 to 28 Feb 2027 by <bdi>Olu Okafor</bdi>", OneLine(html), StringComparison.Ordinal);
        Assert.Contains("Confirmed by <bdi>Rita Risk</bdi>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"watermark", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfWhatStrangersWrote_IsTextAndNothingElse()
    {
        var html = await HtmlAsync();

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_NamesEveryTextByTheDigestInTheLog()
    {
        var record = ValidationSamples.Record;

        var manifest = record.Manifest();

        Assert.Contains(
            manifest.Claims,
            c =>
                c.Claim == "What was challenged"
                && c.Evidence == new EvidenceReference("VAL-0003", "validation", record.Report.Challenged.Sha256)
        );
        Assert.Contains(manifest.Claims, c => c.Evidence == new EvidenceReference("FND-0003", "validation-finding", Samples.Sha("erased")));
        Assert.Contains(manifest.Claims, c => c.Claim == "Closure of a finding" && c.Value == Samples.Sha("guide"));
        Assert.Equal(manifest.Claims, EvidenceManifest.Parse(manifest.ToJson()).Claims);
    }

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Pdf_IsTaggedAndItsSealValid()
    {
        var report = await making.Reports.MakePdfAsync(ValidationSamples.Record, making.Seal, ReportCompleteness.Complete, Ct);

        var path = making.Keep("validation.pdf", report.Pdf);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", "-nocert", path), StringComparison.Ordinal);
        var facts = await Tool.RunAsync("pdfinfo", path);
        Assert.Matches("Tagged:\\s+yes", facts);
        Assert.Matches("Title:\\s+Validation report: Credit default score 2\\.1\\.0", facts);
        Assert.Contains("Effective challenge", await Tool.RunAsync("pdftotext", "-layout", path, "-"), StringComparison.Ordinal);
    }

    private static string OneLine(string html) => string.Join(' ', html.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task<string> HtmlAsync() => making.Html.RenderAsync(ValidationSamples.Record, Ct);
}
