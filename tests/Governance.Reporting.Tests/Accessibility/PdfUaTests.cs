using System.Text;
using Governance.Reporting.Documents;
using Governance.Reporting.Tests.Cards;
using Governance.Reporting.Tests.Committee;
using Governance.Reporting.Tests.Documents;
using Governance.Reporting.Tests.Registers;
using Governance.Reporting.Tests.Validations;

namespace Governance.Reporting.Tests.Accessibility;

/// <summary>Each kind of report, printed and sealed, against the conditions of PDF/UA-1 that a program can judge.</summary>
[Trait("Needs", "Browser")]
public sealed class PdfUaTests(Making making)
{
    private static readonly Dictionary<string, Func<ReportRecord>> s_records = new(StringComparer.Ordinal)
    {
        ["approval-record"] = Samples.Approval,
        ["approval-record, open"] = Samples.OpenApproval,
        ["approval-record, German"] = () => In("de", Samples.Approval()),
        ["drift"] = Samples.Drift,
        ["drift, German"] = () => In("de", Samples.Drift()),
        ["model-card"] = CardSamples.Open,
        ["validation"] = () => ValidationSamples.Record,
        ["committee-pack"] = CommitteeSamples.Full,
        ["committee-pack, empty"] = CommitteeSamples.Empty,
        ["annex-iv"] = DocumentSamples.Technical,
        ["serious-incident"] = DocumentSamples.Incident,
        ["fria"] = () => Of("fria", "Fundamental rights impact assessment"),
        ["monitoring-report"] = () => Of("monitoring-report", "Post-market monitoring report"),
        ["system-card"] = CardSamples.System,
        ["risk-register"] = RegisterSamples.Risks,
        ["audit-extract"] = RegisterSamples.Audit,
        ["oscal"] = RegisterSamples.Oscal,
        ["group-figures"] = RegisterSamples.Group,
        ["explanation"] = RegisterSamples.Letter,
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> Kinds => [.. s_records.Keys];

    /// <summary>The record of a kind.</summary>
    internal static ReportRecord Record(string kind) => s_records[kind]();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Report_Sealed_BreaksNoConditionOfPdfUa(string kind)
    {
        var made = await making.Reports.MakePdfAsync(
            s_records[kind](),
            making.Seal,
            ReportCompleteness.DraftAllowed,
            TestContext.Current.CancellationToken
        );
        _ = making.Keep($"ua-{kind.Replace(", ", "-", StringComparison.Ordinal)}.pdf", made.Pdf);

        Assert.Equal([], PdfUaRules.Broken(made.Pdf));
    }

    [Fact]
    public async Task Report_InGerman_SaysSoAndHasAGermanTitle()
    {
        var made = await making.Reports.MakePdfAsync(
            In("de", Samples.Drift()),
            making.Seal,
            ReportCompleteness.Complete,
            TestContext.Current.CancellationToken
        );

        var file = Encoding.Latin1.GetString(made.Pdf);
        Assert.Contains("/Lang (de)", file, StringComparison.Ordinal);
        Assert.Contains("Drift-Bericht: Network intrusion detector 3.4.0", Encoding.UTF8.GetString(made.Pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_OfAnInstallation_AreHeldAgainstTheSameConditions()
    {
        var folder = Environment.GetEnvironmentVariable("GOVERNANCE_REPORT_FILES");
        Assert.SkipUnless(folder is { Length: > 0 }, "GOVERNANCE_REPORT_FILES names a folder of PDFs to look at.");

        var broken = Directory
            .EnumerateFiles(folder, "*.pdf")
            .SelectMany(file => PdfUaRules.Broken(File.ReadAllBytes(file)).Select(rule => $"{Path.GetFileName(file)}: {rule}"));

        Assert.Equal([], broken);
    }

    [Fact]
    public async Task Page_WithoutTagsForWhatItShows_BreaksTheConditionsItBreaks()
    {
        // What the checker does not find, the tests above do not hold.
        const string Html = """
            <!DOCTYPE html><html lang="en"><head><title>T</title></head><body><h1>One</h1><h3>Three</h3>
            <svg viewBox="0 0 10 10" role="img"><circle cx="5" cy="5" r="4" /></svg>
            <table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table><p><em>Said</em></p>
            <p><a href="https://example.org">Link</a></p></body></html>
            """;
        await using var chromium = Making.Chromium(new());

        var broken = string.Join('\n', PdfUaRules.Broken(await chromium.RenderAsync(Html, TestContext.Current.CancellationToken)));

        string[] found = ["02-001", "06-001", "13-004", "14-003", "15-000", "28-012"];
        Assert.All(found, condition => Assert.Contains(condition, broken, StringComparison.Ordinal));
    }

    private static ReportRecord In(string language, ReportRecord record) =>
        record with
        {
            Document = record.Document with { Language = language },
        };

    // Documents of the law are laid out alike: their kinds differ by plan and title.
    private static DocumentRecord Of(string kind, string title)
    {
        var record = DocumentSamples.Technical();
        return record with { Plan = record.Plan with { Kind = kind, Title = title } };
    }
}
