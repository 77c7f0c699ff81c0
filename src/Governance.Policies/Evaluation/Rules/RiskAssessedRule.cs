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
        var expected =
            "every open risk assessed"
            + (days is { } most ? string.Create(CultureInfo.InvariantCulture, $", at most {most} days ago") : string.Empty)
            + (perRelease ? ", for this release" : string.Empty);
        if (context.Input.Risks is not { } risks)
        {
            return Finding.Error(
                "No risk of this model is on record, which is not the same as no risks. Record and assess its risks.",
                expected,
                "not known"
            );
        }

        if (risks.Count == 0)
        {
            return Finding.Fail(
                "All risks on record are closed: none is assessed for what goes to production. Record and assess its risks.",
                expected,
                "no open risks"
            );
        }

        var ordered = risks.OrderBy(risk => risk.Id, StringComparer.Ordinal).ToList();
        var actual = RuleContext.Listed(ordered.Where(risk => risk.Residual is null).Concat(ordered).Distinct().Take(10).Select(Named));
        var unassessed = ordered.Where(risk => risk.Residual is null).ToList();
        if (unassessed.Exists(risk => risk.Inherent is null) || ordered.Exists(risk => risk is { Residual: not null, AssessedAt: null }))
        {
            return Finding.Error(
                "It is not known when these risks were assessed: the input does not say so. Evaluate an input with assessments.",
                expected,
                "not known"
            );
        }

        if (unassessed.Count > 0)
        {
            return Finding.Fail(
                $"Not assessed, so that the inherent score counts: {RuleContext.Listed(unassessed.Take(10).Select(Named))}. Assess what is "
                    + "left of these risks after treatment.",
                expected,
                actual
            );
        }

        if (days is { } limit && !ordered.Exists(risk => context.Input.At - risk.AssessedAt <= TimeSpan.FromDays(limit)))
        {
            return Finding.Fail(
                string.Create(CultureInfo.InvariantCulture, $"No assessment is at most {limit} days old. Review the risks of this model."),
                expected,
                actual
            );
        }

        return perRelease && !ordered.Exists(risk => risk.OfRelease is true)
            ? Finding.Fail(
                "No risk was assessed since this version was registered. Review the risks of this model for this release.",
                expected,
                actual
            )
            : Finding.Pass("The risks of this model are assessed.", expected, actual);
    }

    // In signs that every language reads.
    private static string Named(GateRisk risk) =>
        string.Create(CultureInfo.InvariantCulture, $"{risk.Id} {(risk.Residual is { } left ? $"{left}" : $"– ({risk.Inherent})")}");
}
