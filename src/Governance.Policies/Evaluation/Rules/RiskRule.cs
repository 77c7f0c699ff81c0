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
        var expected = Sentence.Joined(
            ", ",
            most is { } limit
                ? Sentence.Of(
                    "risk.asked",
                    string.Create(CultureInfo.InvariantCulture, $"no residual risk above {limit}"),
                    ("score", Values.Count(limit))
                )
                : Sentence.Of("risk.asked-assessed", "every open risk assessed"),
            treated ? Sentence.Of("risk.asked-treated", "each treated") : null
        );
        if (context.Input.Risks is not { } risks)
        {
            return Finding.Error(
                Sentence.Of(
                    "risk.none",
                    "No risk register says anything about this model, which is not the same as no risks. Record its risks."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        var ordered = risks.OrderBy(risk => risk.Id, StringComparer.Ordinal).ToList();
        var actual =
            ordered.Count == 0
                ? Sentence.Of("risk.seen-none", "no open risks")
                : Sentence.Of(
                    "risk.seen",
                    RuleContext.Listed(
                        ordered
                            .Take(10)
                            .Select(risk =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{risk.Id} {Score(risk)}{Bound(risk)}{(risk.Mitigated ? string.Empty : ", not treated")}"
                                )
                            )
                    ),
                    ("risks", Values.List(ordered, Phrase))
                );
        // What nobody assessed counts with its inherent score, where the input says it: above a limit it is above, and not unknown.
        var unassessed = ordered.Where(risk => risk.Residual is null && !(risk.Inherent > most || risk.Inherent > risk.Appetite));
        if (unassessed.Select(risk => risk.Id).ToList() is { Count: > 0 } unknown)
        {
            return Finding.Error(
                Sentence.Of(
                    "risk.unassessed",
                    $"What is left of {RuleContext.Listed(unknown.Take(10))} after treatment is not assessed. Assess it.",
                    ("risks", Values.Ids(unknown))
                ),
                expected,
                actual
            );
        }

        if (ordered.Where(risk => (risk.Residual ?? risk.Inherent) > most).Select(risk => risk.Id).ToList() is { Count: > 0 } above)
        {
            return Finding.Fail(
                Sentence.Of(
                    "risk.above",
                    $"Above what is accepted: {RuleContext.Listed(above.Take(10))}. Treat these risks further.",
                    ("risks", Values.Ids(above))
                ),
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
                Sentence.Of(
                    "risk.above-appetite",
                    $"Above the appetite signed for the AI system: {RuleContext.Listed(unwanted.Take(10))}. Treat these risks further.",
                    ("risks", Values.Ids(unwanted))
                ),
                expected,
                actual
            );
        }

        return treated && ordered.Where(risk => !risk.Mitigated).Select(risk => risk.Id).ToList() is { Count: > 0 } left
            ? Finding.Fail(
                Sentence.Of(
                    "risk.untreated",
                    $"Not treated yet: {RuleContext.Listed(left.Take(10))}. Record and finish their treatment.",
                    ("risks", Values.Ids(left))
                ),
                expected,
                actual
            )
            : Finding.Pass(Sentence.Of("risk.met", "The open risks are within what is accepted."), expected, actual);
    }

    private static string Score(GateRisk risk) => risk.Residual?.ToString(CultureInfo.InvariantCulture) ?? "not assessed";

    private static StatementValue Phrase(GateRisk risk) =>
        Values.Phrase(
            risk.Residual is null ? "risk.no-score" : "risk.score",
            ("risk", Values.Id(risk.Id)),
            ("score", Values.Count(risk.Residual)),
            ("appetite", Values.Count(risk.Appetite)),
            ("treatment", risk.Mitigated ? null : Values.Term(StatementTerms.Treatment, "not-treated"))
        );

    // What is signed for its system, in signs that every language reads.
    private static string Bound(GateRisk risk) =>
        risk.Appetite is { } appetite ? string.Create(CultureInfo.InvariantCulture, $" (≤ {appetite})") : string.Empty;
}
