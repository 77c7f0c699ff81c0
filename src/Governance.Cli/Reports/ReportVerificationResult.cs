using System.Globalization;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Reporting.Verification;
using Governance.Transparency;

namespace Governance.Cli.Reports;

/// <summary>The verification of a report as it is written: the first thing that is wrong stands first.</summary>
internal sealed record ReportVerificationResult(string File, ReportVerifier Report, LogVerification? Log) : CommandResult
{
    public override CheckReport Checks =>
        new("report-verify", Report.Manifest?.DocumentId ?? File, File, [.. Report.Findings.Select((f, i) => f.ToItem(i, "report", File))])
        {
            Headline = Headline,
        };

    private string Headline =>
        Report.FirstFailure is { } failure ? $"Not verified: {failure.Sentence}"
        : Log is { KeyPinned: false } ? "Verified, but only with the log key that the export itself contains."
        : "Verified.";

    public override void WriteText(TextPage page)
    {
        page.Verdict(Report.FirstFailure is null ? CheckOutcome.Pass : CheckOutcome.Fail, Headline);
        foreach (var finding in Report.Findings.Where(f => f != Report.FirstFailure))
        {
            if (finding.Kind is FindingKind.Note)
            {
                page.Line($"note   {finding.Sentence}");
            }
            else
            {
                page.Mark(finding.Kind.ToOutcome(), finding.Sentence);
            }
        }

        page.Line();
        page.Fact("report", Report.Manifest?.DocumentId);
        page.Fact("kind", Report.Manifest?.Kind);
        page.Fact("about", Report.Manifest?.Subject);
        page.Fact("sha256", Report.Sha256);
        page.Fact("statements", Report.Manifest?.Claims.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var signature in Report.Seal.Signatures)
        {
            page.Fact("sealed by", $"{signature.Name}, certificate {signature.CertificateSha256}");
        }

        page.Fact("log", Log?.Checkpoint?.Origin);
        page.Fact("key", Log?.Key?.ToString());
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("verified", Report.FirstFailure is null);
        writer.WriteString("firstFailure", Report.FirstFailure?.Sentence);
        writer.WriteString("report", Report.Manifest?.DocumentId);
        writer.WriteString("kind", Report.Manifest?.Kind);
        writer.WriteString("subject", Report.Manifest?.Subject);
        writer.WriteString("sha256", Report.Sha256);
        writer.WriteNumber("statements", Report.Manifest?.Claims.Count ?? 0);
        writer.WriteStartArray("seals");
        foreach (var signature in Report.Seal.Signatures)
        {
            writer.WriteStartObject();
            writer.WriteString("name", signature.Name);
            writer.WriteString("certificateSha256", signature.CertificateSha256);
            writer.WriteBoolean("coversWholeFile", signature.CoversWholeFile);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("log", Log?.Checkpoint?.Origin);
        writer.WriteBoolean("keyPinned", Log?.KeyPinned ?? false);
        writer.WriteStartArray("findings");
        foreach (var finding in Report.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString(
                "kind",
                finding.Kind.ToOutcome() switch
                {
                    CheckOutcome.Pass => "proven",
                    CheckOutcome.Fail => "failed",
                    _ => "note",
                }
            );
            writer.WriteString("sentence", finding.Sentence);
            if (finding.Index is { } index)
            {
                writer.WriteNumber("index", index);
            }
            else
            {
                writer.WriteNull("index");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
