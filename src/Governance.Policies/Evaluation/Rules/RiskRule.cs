using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>risk_appetite</c>: every open risk is assessed, no residual score is above the limit of the rule or the appetite that was signed for
/// its system, and each is treated where that is asked for.
/// </summary>
internal static class RiskRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var most = context.Parameters.Integer("maxResidual");
        var treated = context.Parameters.Flag("requireMitigation");
        var expected = string.Join(
            ", ",
            new[]
            {
                most is { } limit
                    ? string.Create(CultureInfo.InvariantCulture, $"no residual risk above {limit}")
                    : "every open risk assessed",
                treated ? "each treated" : null,
            }.OfType<string>()
        );
        if (context.Input.Risks is not { } risks)
        {
            return Finding.Error(
                "No risk register says anything about this model, which is not the same as no risks. Record its risks.",
                expected,
                "not known"
            );
        }

        var ordered = risks.OrderBy(risk => risk.Id, StringComparer.Ordinal).ToList();
        var actual =
            ordered.Count == 0
                ? "no open risks"
                : RuleContext.Listed(
                    ordered
                        .Take(10)
                        .Select(risk =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{risk.Id} {Score(risk)}{Bound(risk)}{(risk.Mitigated ? string.Empty : ", not treated")}"
                            )
                        )
                );
        // What nobody assessed counts with its inherent score, where the input says it: above a limit it is above, and not unknown.
        var unassessed = ordered.Where(risk => risk.Residual is null && !(risk.Inherent > most || risk.Inherent > risk.Appetite));
        if (unassessed.Select(risk => risk.Id).ToList() is { Count: > 0 } unknown)
        {
            return Finding.Error(
                $"What is left of {RuleContext.Listed(unknown.Take(10))} after treatment is not assessed. Assess it.",
                expected,
                actual
            );
        }

        if (ordered.Where(risk => (risk.Residual ?? risk.Inherent) > most).Select(risk => risk.Id).ToList() is { Count: > 0 } above)
        {
            return Finding.Fail(
                $"Above what is accepted: {RuleContext.Listed(above.Take(10))}. Treat these risks further.",
                expected,
                actual
            );
        }

        if (
            ordered.Where(risk => (risk.Residual ?? risk.Inherent) > risk.Appetite).Select(risk => risk.Id).ToList() is
            { Count: > 0 } unwanted
        )
        {
            return Finding.Fail(
                $"Above the appetite signed for the AI system: {RuleContext.Listed(unwanted.Take(10))}. Treat these risks further.",
                expected,
                actual
            );
        }

        return treated && ordered.Where(risk => !risk.Mitigated).Select(risk => risk.Id).ToList() is { Count: > 0 } left
            ? Finding.Fail($"Not treated yet: {RuleContext.Listed(left.Take(10))}. Record and finish their treatment.", expected, actual)
            : Finding.Pass("The open risks are within what is accepted.", expected, actual);
    }

    private static string Score(GateRisk risk) => risk.Residual?.ToString(CultureInfo.InvariantCulture) ?? "not assessed";

    // What is signed for its system, in signs that every language reads.
    private static string Bound(GateRisk risk) =>
        risk.Appetite is { } appetite ? string.Create(CultureInfo.InvariantCulture, $" (≤ {appetite})") : string.Empty;
}
