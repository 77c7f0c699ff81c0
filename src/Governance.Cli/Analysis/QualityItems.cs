using Governance.Analytics.Quality;
using Governance.Cli.Output;

namespace Governance.Cli.Analysis;

/// <summary>Data quality checks in the terms of check reports.</summary>
internal static class QualityItems
{
    public static IEnumerable<CheckItem> Of(IEnumerable<QualityCheck> checks) =>
        checks.Select(check =>
        {
            var (outcome, severity) = check.Verdict switch
            {
                CheckVerdict.Ok => (CheckOutcome.Pass, CheckSeverity.Low),
                CheckVerdict.Warn => (CheckOutcome.Warn, CheckSeverity.Low),
                CheckVerdict.Fail => (CheckOutcome.Fail, CheckSeverity.Medium),
                CheckVerdict.NotRun => (CheckOutcome.NotApplicable, CheckSeverity.Low),
            };
            var what = check.Column is null ? check.Check : $"{check.Column}: {check.Check}";
            return new CheckItem(
                $"quality/{check.Check}{(check.Column is null ? string.Empty : "/" + check.Column)}",
                "quality",
                severity,
                outcome,
                Words(check, what)
            )
            {
                Expected = check.Reference is null ? null : Numbers.Short(check.Reference),
                Actual = check.Current is null ? null : Numbers.Short(check.Current),
            };
        });

    public static void WriteFindings(TextPage page, IReadOnlyList<QualityCheck> checks)
    {
        var findings = checks.Where(c => c.Verdict is CheckVerdict.Warn or CheckVerdict.Fail).ToList();
        page.Line();
        var ranAll = checks.All(c => c.Verdict is not CheckVerdict.NotRun);
        page.Line(
            findings.Count > 0 ? "Data quality:"
            : ranAll ? "Data quality: no issues found."
            : "Data quality: no issues found by the checks that were run."
        );
        foreach (var check in findings)
        {
            page.Mark(
                check.Verdict == CheckVerdict.Fail ? CheckOutcome.Fail : CheckOutcome.Warn,
                Words(check, check.Column is null ? check.Check : $"{check.Column}: {check.Check}")
            );
        }

        foreach (var check in checks.Where(c => c.Verdict is CheckVerdict.NotRun))
        {
            page.Line($"Not run: {(check.Column is null ? check.Check : $"{check.Column}: {check.Check}")}. {check.Reason}".TrimEnd());
        }
    }

    private static string Words(QualityCheck check, string what) =>
        $"{what} {Numbers.Short(check.Current)}"
        + $"{(check.Reference is null ? string.Empty : $" (reference {Numbers.Short(check.Reference)})")}."
        + $"{(check.Reason is { } reason ? " " + reason : string.Empty)}";
}
