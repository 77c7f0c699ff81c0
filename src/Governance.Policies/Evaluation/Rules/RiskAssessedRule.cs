using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>risk_assessed</c>: the model's risks are on record and every open one is assessed, one of them at most <c>maxAgeDays</c> ago and,
/// with <c>perRelease</c>, since this version was registered. A risk that is not assessed counts with its inherent score.
/// </summary>
internal static class RiskAssessedRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var perRelease = context.Parameters.Flag("perRelease");
        var expected = Sentence.Joined(
            string.Empty,
            Sentence.Of(
                "assessment.asked",
                "every open risk assessed"
                    + (days is { } most ? string.Create(CultureInfo.InvariantCulture, $", at most {most} days ago") : string.Empty),
                ("days", Values.Days(days))
            ),
            perRelease ? Sentence.Of("assessment.asked-release", ", for this release") : null
        );
        if (context.Input.Risks is not { } risks)
        {
            return Finding.Error(
                Sentence.Of(
                    "assessment.none",
                    "No risk of this model is on record, which is not the same as no risks. Record and assess its risks."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        if (risks.Count == 0)
        {
            return Finding.Fail(
                Sentence.Of(
                    "assessment.all-closed",
                    "All risks on record are closed: none is assessed for what goes to production. Record and assess its risks."
                ),
                expected,
                Sentence.Of("risk.seen-none", "no open risks")
            );
        }

        var ordered = risks.OrderBy(risk => risk.Id, StringComparer.Ordinal).ToList();
        var shown = ordered.Where(risk => risk.Residual is null).Concat(ordered).Distinct().ToList();
        var actual = Sentence.Of("risk.seen", RuleContext.Listed(shown.Take(10).Select(Named)), ("risks", Values.List(shown, Phrase)));
        var unassessed = ordered.Where(risk => risk.Residual is null).ToList();
        if (unassessed.Exists(risk => risk.Inherent is null) || ordered.Exists(risk => risk is { Residual: not null, AssessedAt: null }))
        {
            return Finding.Error(
                Sentence.Of(
                    "assessment.unknown",
                    "It is not known when these risks were assessed: the input does not say so. Evaluate an input with assessments."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        if (unassessed.Count > 0)
        {
            return Finding.Fail(
                Sentence.Of(
                    "assessment.inherent",
                    $"Not assessed, so that the inherent score counts: {RuleContext.Listed(unassessed.Take(10).Select(Named))}. "
                        + "Assess what is left of these risks after treatment.",
                    ("risks", Values.List(unassessed, Phrase))
                ),
                expected,
                actual
            );
        }

        if (days is { } limit && !ordered.Exists(risk => context.Input.At - risk.AssessedAt <= TimeSpan.FromDays(limit)))
        {
            return Finding.Fail(
                Sentence.Of(
                    "assessment.old",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"No assessment is at most {limit} days old. Review the risks of this model."
                    ),
                    ("days", Values.Days(limit))
                ),
                expected,
                actual
            );
        }

        return perRelease && !ordered.Exists(risk => risk.OfRelease is true)
            ? Finding.Fail(
                Sentence.Of(
                    "assessment.before-release",
                    "No risk was assessed since this version was registered. Review the risks of this model for this release."
                ),
                expected,
                actual
            )
            : Finding.Pass(Sentence.Of("assessment.met", "The risks of this model are assessed."), expected, actual);
    }

    private static StatementValue Phrase(GateRisk risk) =>
        risk.Residual is { } left ? Values.Phrase("assessment.score", ("risk", Values.Id(risk.Id)), ("score", Values.Count(left)))
        : risk.Inherent is { } inherent
            ? Values.Phrase("assessment.inherent-score", ("risk", Values.Id(risk.Id)), ("score", Values.Count(inherent)))
        : Values.Phrase("risk.no-score", ("risk", Values.Id(risk.Id)));

    // In signs that every language reads.
    private static string Named(GateRisk risk) =>
        string.Create(CultureInfo.InvariantCulture, $"{risk.Id} {(risk.Residual is { } left ? $"{left}" : $"– ({risk.Inherent})")}");
}
