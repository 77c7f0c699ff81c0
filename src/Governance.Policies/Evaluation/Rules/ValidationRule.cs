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
        var expected = Sentence.Joined(
            ", ",
            most == "none"
                ? Sentence.Of("validation.asked-none", "no open finding")
                : Sentence.Of(
                    "validation.asked",
                    $"no open finding above {most}",
                    ("severity", Values.Term(StatementTerms.Severity, most))
                ),
            overdueBlocks ? Sentence.Of("validation.asked-none-overdue", "none overdue") : null,
            days is { } limit
                    ? Sentence.Of(
                        "validation.asked-report-age",
                        string.Create(CultureInfo.InvariantCulture, $"a report at most {limit} days old"),
                        ("days", Values.Days(limit))
                    )
                : reportAsked ? Sentence.Of("validation.asked-report", "a signed report")
                : null,
            onlyMaterial ? Sentence.Of("validation.asked-material", "unless the change is not material") : null
        );
        if (context.Input.Validation is not { } validation)
        {
            return Finding.Error(
                Sentence.Of(
                    "validation.unknown",
                    "It is not known what validators found: the input does not say so. Evaluate an input with validation."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        var ordered = validation.Findings.OrderBy(finding => finding.Id, StringComparer.Ordinal).ToList();
        var above = ordered.Where(finding => Rank(finding.Severity) > Rank(most)).ToList();
        var overdue = overdueBlocks ? ordered.Where(finding => context.Input.At >= finding.DueAt).ToList() : [];
        var wrong = new List<Sentence>();
        if (validation.Report is { Conclusion: "not-fit" } unfit)
        {
            wrong.Add(
                Sentence.Of(
                    "validation.not-fit",
                    $"{unfit.Id} says that this version is not fit. Have a version validated that is.",
                    ("report", Values.Id(unfit.Id))
                )
            );
        }

        var isExempt = onlyMaterial && validation.Change is { Verdict: "not-material" };
        if (reportAsked && !isExempt && WhyNoReport(context.Input.At, validation.Report, days) is { } missing)
        {
            wrong.Add(missing);
            if (onlyMaterial && validation.Change is null)
            {
                wrong.Add(Sentence.Of("validation.or-assess", "Or have the change judged."));
            }
        }

        if (above.Count > 0)
        {
            wrong.Add(
                Sentence.Of(
                    "validation.severe",
                    $"Open and too grave: {RuleContext.Listed(above.Take(10).Select(Named))}. Put them right and have them closed.",
                    ("findings", Values.List(above, Phrase))
                )
            );
        }

        if (overdue.Count > 0)
        {
            wrong.Add(
                Sentence.Of(
                    "validation.overdue",
                    $"Open and overdue: {RuleContext.Listed(overdue.Take(10).Select(Named))}. Put them right and have them closed.",
                    ("findings", Values.List(overdue, Phrase))
                )
            );
        }

        var gravest = ordered.OrderByDescending(f => Rank(f.Severity)).ToList();
        var actual =
            ordered.Count == 0
                ? Sentence.Of("validation.seen-none", "no open findings")
                : Sentence.Of(
                    "validation.seen",
                    RuleContext.Listed(gravest.Take(10).Select(Named)),
                    ("findings", Values.List(gravest, Phrase))
                );
        return wrong.Count == 0
            ? Finding.Pass(Sentence.Of("validation.met", "What validators found is within what is accepted."), expected, actual)
            : Finding.Fail(Sentence.Joined(" ", wrong), expected, actual);
    }

    // Ages count as those of evidence do: exactly as old as allowed still counts, and what is signed later than the evaluation never does.
    private static Sentence? WhyNoReport(DateTimeOffset at, GateValidationReport? report, int? days)
    {
        if (report is null)
        {
            return Sentence.Of("validation.no-report", "No validation report of this version is signed. Have it validated.");
        }

        var isOld = at - report.SignedAt > TimeSpan.FromDays(days ?? 36_500);
        return report.SignedAt > at || isOld
            ? Sentence.Of(
                isOld ? "validation.report-old" : "validation.report-future",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Id} was signed more than {days} days ago. Have the version validated again."
                ),
                ("report", Values.Id(report.Id)),
                ("days", isOld ? Values.Days(days ?? 36_500) : null)
            )
            : null;
    }

    private static StatementValue Phrase(GateFinding finding) =>
        Values.Phrase(
            "validation.finding",
            ("finding", Values.Id(finding.Id)),
            ("severity", Values.Term(StatementTerms.Severity, finding.Severity))
        );

    private static string Named(GateFinding finding) => $"{finding.Id} ({finding.Severity})";

    private static int Rank(string severity) => Array.IndexOf(["none", "low", "medium", "high", "critical"], severity);
}
