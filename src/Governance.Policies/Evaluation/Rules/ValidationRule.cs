using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>validation_findings</c>: no open finding of the model's validations is graver than <c>maxSeverityOpen</c>, none is overdue unless
/// <c>overdue</c> is <c>ignore</c>, and the newest report of the version does not say that it is not fit. Where <c>requireReport</c> or
/// <c>reportMaxAgeDays</c> asks for a report, there is one, and it is recent enough; with <c>reportFor: material-change</c> only where the
/// change was judged material, or no one has judged it.
/// </summary>
internal static class ValidationRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var most = context.Parameters.Text("maxSeverityOpen") ?? "medium";
        var overdueBlocks = context.Parameters.Text("overdue") != "ignore";
        var days = context.Parameters.Integer("reportMaxAgeDays");
        var onlyMaterial = context.Parameters.Text("reportFor") == "material-change";
        var reportAsked = context.Parameters.Flag("requireReport") || days is not null || onlyMaterial;
        var expected = string.Join(
            ", ",
            new[]
            {
                most == "none" ? "no open finding" : $"no open finding above {most}",
                overdueBlocks ? "none overdue" : null,
                days is { } limit ? string.Create(CultureInfo.InvariantCulture, $"a report at most {limit} days old")
                : reportAsked ? "a signed report"
                : null,
                onlyMaterial ? "unless the change is not material" : null,
            }.OfType<string>()
        );
        if (context.Input.Validation is not { } validation)
        {
            return Finding.Error(
                "It is not known what validators found: the input does not say so. Evaluate an input with validation.",
                expected,
                "not known"
            );
        }

        var ordered = validation.Findings.OrderBy(finding => finding.Id, StringComparer.Ordinal).ToList();
        var above = ordered.Where(finding => Rank(finding.Severity) > Rank(most)).ToList();
        var overdue = overdueBlocks ? ordered.Where(finding => context.Input.At >= finding.DueAt).ToList() : [];
        var wrong = new List<string>();
        if (validation.Report is { Conclusion: "not-fit" } unfit)
        {
            wrong.Add($"{unfit.Id} says that this version is not fit. Have a version validated that is.");
        }

        var isExempt = onlyMaterial && validation.Change is { Verdict: "not-material" };
        if (reportAsked && !isExempt && WhyNoReport(context.Input.At, validation.Report, days) is { } missing)
        {
            wrong.Add(onlyMaterial && validation.Change is null ? $"{missing} Or have the change judged." : missing);
        }

        if (above.Count > 0)
        {
            wrong.Add($"Open and too grave: {RuleContext.Listed(above.Take(10).Select(Named))}. Put them right and have them closed.");
        }

        if (overdue.Count > 0)
        {
            wrong.Add($"Open and overdue: {RuleContext.Listed(overdue.Take(10).Select(Named))}. Put them right and have them closed.");
        }

        var actual =
            ordered.Count == 0
                ? "no open findings"
                : RuleContext.Listed(ordered.OrderByDescending(f => Rank(f.Severity)).Take(10).Select(Named));
        return wrong.Count == 0
            ? Finding.Pass("What validators found is within what is accepted.", expected, actual)
            : Finding.Fail(string.Join(" ", wrong), expected, actual);
    }

    // Ages count as those of evidence do: exactly as old as allowed still counts, and what is signed later than the evaluation never does.
    private static string? WhyNoReport(DateTimeOffset at, GateValidationReport? report, long? days) =>
        report is null ? "No validation report of this version is signed. Have it validated."
        : report.SignedAt > at || at - report.SignedAt > TimeSpan.FromDays(days ?? 36_500)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Id} was signed more than {days} days ago. Have the version validated again."
            )
        : null;

    private static string Named(GateFinding finding) => $"{finding.Id} ({finding.Severity})";

    private static int Rank(string severity) => Array.IndexOf(["none", "low", "medium", "high", "critical"], severity);
}
