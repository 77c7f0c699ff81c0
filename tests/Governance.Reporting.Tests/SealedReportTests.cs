using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Reporting.Manifests;
using Governance.Reporting.Signing;
using Governance.Reporting.Tests.Cards;

namespace Governance.Reporting.Tests;

/// <summary>Whole reports, printed by a real Chromium and judged by poppler.</summary>
[Trait("Needs", "Browser")]
public sealed class SealedReportTests(Making making)
{
    [Fact]
    public async Task Approval_Sealed_IsTaggedTitledAndValidForOtherReaders()
    {
        var (path, report) = await MakeAsync(Samples.Approval(), "approval.pdf");

        var signatures = await Tool.RunAsync("pdfsig", "-nocert", path);
        Assert.Contains("Signature is Valid", signatures, StringComparison.Ordinal);
        Assert.Contains("Total document signed", signatures, StringComparison.Ordinal);
        Assert.Contains("ETSI.CAdES.detached", signatures, StringComparison.Ordinal);

        var facts = await Tool.RunAsync("pdfinfo", path);
        Assert.Matches("Tagged:\\s+yes", facts);
        Assert.Matches("Title:\\s+Approval record: Network intrusion detector 3\\.4\\.0", facts);
        Assert.Matches("Page size:\\s+59[45]\\.\\d+ x 84[12]", facts);
        Assert.Matches("JavaScript:\\s+no", facts);
        Assert.Contains("REP-0042", await Tool.RunAsync("pdfinfo", "-meta", path), StringComparison.Ordinal);

        Assert.Contains(EvidenceManifest.FileName, await Tool.RunAsync("pdfdetach", "-list", path), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(report.Pdf)), report.Sha256);
    }

    [Fact]
    public async Task Approval_Printed_HoldsEveryFact()
    {
        var (path, _) = await MakeAsync(Samples.Approval(), "approval.pdf");
        var text = Squeezed(await Tool.RunAsync("pdftotext", "-raw", path, "-"));

        var record = Samples.Approval();
        string[] facts =
        [
            record.PromotionId,
            record.Model.Name,
            record.Model.DisplayName,
            "Staging to Production",
            "High",
            "Deployed",
            "Mei Tanaka",
            record.Reason.Words,
            record.Bundle.Sha256,
            record.Artifact.Sha256,
            record.Model.VersionSha256,
            "48,392,113 bytes",
            "GATE-0341",
            .. record.GateRun!.Policies.Select(policy => policy.Sha256),
            .. record.GateRun.Results.Select(result => result.Rule),
            "Failed, advisory",
            "Waived",
            "Not applicable",
            "≥ 0.950",
            .. record.SignOffs.SelectMany(signOff =>
                new[] { signOff.Id, signOff.Signer.PrintedName, signOff.Meaning, signOff.BundleSha256 }
            ),
            "Void: the bundle changed: evidence",
            "The notice to employees is published before 1 December 2026.",
            "Password and one-time code",
            "48,190",
            "Attempt refused: Sign-off recorded",
            "19 Nov 2026, 13:42:17 UTC+1",
            .. record.Datasets.SelectMany(dataset => new[] { dataset.Name, dataset.Sha256 }),
            .. record.Dependencies.Select(dependency => dependency.Name),
            .. record.Evidence.SelectMany(evidence => new[] { evidence.Id, evidence.Sha256 }),
            "0.9871",
            "0.9852 to 0.9889",
            "22,544",
            "the smallest group has 12 rows, fewer than 30",
            "WVR-0004",
            "RSK-0097",
            "DEP-0088",
            "simple electronic signature",
            "What this record does not show",
        ];
        Assert.All(facts, fact => Assert.Contains(Squeezed(fact), text, StringComparison.Ordinal));
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Draft", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approval_EveryPage_CarriesItsNumberIdAndBundle()
    {
        var (path, _) = await MakeAsync(Samples.Approval(), "approval.pdf");
        var pages = await PagesAsync(path);

        Assert.True(pages.Length > 3);
        var prefix = Samples.Approval().Bundle.Sha256[..16];
        for (var index = 0; index < pages.Length; index++)
        {
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"Page {index + 1} of {pages.Length}"),
                pages[index],
                StringComparison.Ordinal
            );
            Assert.Contains("REP-0042, exported 20 Nov 2026, 09:42 UTC+1", pages[index], StringComparison.Ordinal);
            Assert.Contains($"bundle {prefix}", pages[index], StringComparison.Ordinal);
        }

        Assert.All(
            pages[1..],
            page => Assert.Contains("Network intrusion detector 3.4.0, Meridian Retail Bank", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Approval_StillOpen_SaysDraftOnEveryPageAndAwaitingOnTheCover()
    {
        var (path, _) = await MakeAsync(Samples.OpenApproval(), "approval-open.pdf");
        var pages = await PagesAsync(path);

        Assert.All(pages, page => Assert.Contains("draft", page, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Awaiting signature", pages[0], StringComparison.Ordinal);
        Assert.Contains("Draft, 1 of 3 signatures outstanding", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_Sealed_HoldsEveryNumberAndItsAlternatives()
    {
        var (path, _) = await MakeAsync(Samples.Drift(), "drift.pdf");
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", "-nocert", path), StringComparison.Ordinal);

        var text = Squeezed(await Tool.RunAsync("pdftotext", "-raw", path, "-"));
        var record = Samples.Drift();
        string[] facts =
        [
            "125,973",
            record.Reference.Sha256,
            .. record.Windows.SelectMany(window => new[] { window.Id, window.Sha256 }),
            .. record.Features.Select(feature => feature.Name),
            "Major",
            "Moderate",
            "Stable",
            "Negligible",
            "Skipped",
            "identifier: more than 95 % of the values are distinct",
            "0.36",
            "quic, wireguard",
            "0.987",
            "labels arrive after 36 h",
            "ALR-0031",
            "Silenced",
            "Known firewall change, under review",
            "Siddiqi",
        ];
        Assert.All(facts, fact => Assert.Contains(Squeezed(fact), text, StringComparison.Ordinal));

        var structure = await Tool.RunAsync("pdfinfo", "-struct-text", path);
        Assert.Contains("Figure", structure, StringComparison.Ordinal);
        Assert.Contains("TH", structure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_Sealed_IsTaggedReadInOrderAndIncompleteOnEveryPage()
    {
        var record = CardSamples.Open();
        var (path, _) = await MakeAsync(record, "model-card.pdf");

        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", "-nocert", path), StringComparison.Ordinal);
        var facts = await Tool.RunAsync("pdfinfo", path);
        Assert.Matches("Tagged:\\s+yes", facts);
        Assert.Matches("Title:\\s+Model card: Network intrusion detector 3\\.4\\.0", facts);
        var pages = await PagesAsync(path);
        Assert.All(pages, page => Assert.Contains("incomplete", page, StringComparison.OrdinalIgnoreCase));
        var text = Squeezed(string.Concat(pages));
        var at = 0;
        foreach (var words in record.Fields.Skip(1).Where(f => f.Lines.Count > 0).Select(f => Squeezed(f.Lines[0])))
        {
            var next = text.IndexOf(words, at, StringComparison.Ordinal);
            Assert.True(next >= at, $"{words} is not where it belongs.");
            at = next;
        }

        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        var structure = await Tool.RunAsync("pdfinfo", "-struct-text", path);
        Assert.Contains("H3", structure, StringComparison.Ordinal);
        Assert.Contains("TH", structure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_Approved_IsFinal()
    {
        var (path, _) = await MakeAsync(CardSamples.Approved(), "model-card-approved.pdf");

        Assert.All(await PagesAsync(path), page => Assert.DoesNotContain("draft", page, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Verifier_OneByteAltered_RefusesAndSoDoOthers()
    {
        var (_, report) = await MakeAsync(Samples.Approval(), "approval.pdf");
        var altered = report.Pdf.ToArray();
        altered[altered.Length / 3] ^= 1;

        Assert.True(PdfVerifier.Verify(report.Pdf).IsIntact);
        Assert.False(PdfVerifier.Verify(altered).IsIntact);
        var path = making.Keep("altered.pdf", altered);
        Assert.Contains("Digest Mismatch", await Tool.RunAsync("pdfsig", "-nocert", path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifier_SealedReport_GivesSignerAndManifest()
    {
        var (_, report) = await MakeAsync(Samples.Approval(), "approval.pdf");

        var verified = PdfVerifier.Verify(report.Pdf);

        Assert.True(verified.IsIntact, verified.Problem);
        var signature = Assert.Single(verified.Signatures);
        Assert.Equal("Meridian Retail Bank", signature.Name);
        Assert.Equal(making.Seal.Fingerprint, signature.CertificateSha256);
        Assert.Equal("D:20261120084217Z", signature.SignedAt);
        Assert.Equal(report.Manifest, verified.Manifest);
        var manifest = EvidenceManifest.Parse(verified.Manifest!);
        Assert.Contains(manifest.Claims, claim => claim.Evidence is { Id: "EVD-0112" } && claim.Value == "0.9871");
    }

    [Fact]
    public async Task Signer_SecondSignature_LeavesBothValid()
    {
        var (_, report) = await MakeAsync(Samples.Approval(), "approval.pdf");
        using var second = SealCertificate.Create("Auditor", Samples.Now);

        var twice = PadesSigner.Sign(report.Pdf, second.Certificate, new() { SignedAt = Samples.Now.AddHours(1), Name = "Auditor" });

        var verified = PdfVerifier.Verify(twice);
        Assert.True(verified.IsIntact, verified.Problem);
        Assert.True(PdfVerifier.Verify(report.Pdf).IsSealedBy(making.Seal.Fingerprint));
        Assert.False(verified.IsSealedBy(making.Seal.Fingerprint));
        Assert.True(verified.IsSealedBy(second.Fingerprint));
        Assert.Equal([false, true], verified.Signatures.Select(signature => signature.CoversWholeFile));
        var path = making.Keep("twice.pdf", twice);
        Assert.Equal(
            2,
            Regex.Count(await Tool.RunAsync("pdfsig", "-nocert", path), "Signature is Valid", RegexOptions.None, TimeSpan.FromSeconds(1))
        );
        Assert.Contains(EvidenceManifest.FileName, await Tool.RunAsync("pdfdetach", "-list", path), StringComparison.Ordinal);
    }

    private async Task<(string Path, SealedReport Report)> MakeAsync(ReportRecord record, string name)
    {
        var report = await making.Reports.MakePdfAsync(
            record,
            making.Seal,
            ReportCompleteness.Complete,
            TestContext.Current.CancellationToken
        );
        return (making.Keep(name, report.Pdf), report);
    }

    private static async Task<string[]> PagesAsync(string path) =>
        (await Tool.RunAsync("pdftotext", "-raw", path, "-")).TrimEnd('\f', '\n').Split('\f');

    /// <summary>Text without white space: where a line breaks is no fact.</summary>
    private static string Squeezed(string text)
    {
        var squeezed = new StringBuilder(text.Length);
        foreach (var character in text.Where(character => !char.IsWhiteSpace(character)))
        {
            squeezed.Append(character);
        }

        return squeezed.ToString();
    }
}
