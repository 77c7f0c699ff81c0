namespace Governance.Policies;

/// <summary>
/// <c>no_open_alerts</c>: no alert about this version of <c>severity</c> or graver is unresolved, of the kinds in <c>monitors</c> where it
/// names some. What agents did, guardrails, training and traffic count as what monitors measured does; kinds that say nothing of the
/// version itself (<see cref="PolicyVocabulary.AlertKindsOnlyNamed"/>) count only where <c>monitors</c> names them.
/// </summary>
internal static class AlertRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var least = context.Parameters.Text("severity") ?? PolicyVocabulary.AlertSeverities[0];
        var kinds = context.Parameters.List("monitors");
        var graver = least == PolicyVocabulary.AlertSeverities[0] ? null : least;
        var expected = Sentence.Of(
            "alerts.asked",
            "no open alert"
                + (graver is null ? string.Empty : $" of severity {least}")
                + (kinds.Count == 0 ? string.Empty : $" from monitors of {RuleContext.Listed(kinds)}"),
            ("alertSeverity", Values.Term(StatementTerms.AlertSeverity, graver)),
            ("monitors", Values.Terms(StatementTerms.AlertKind, kinds))
        );
        if (context.Input.Monitoring is not { } monitoring)
        {
            return Finding.NotApplicable(
                Sentence.Of("alerts.unmonitored", "Nothing monitors this version yet, so that no alert about it can be open.")
            );
        }

        var open = monitoring
            .Alerts.Where(alert =>
                Rank(alert.Severity) >= Rank(least)
                && (
                    kinds.Count == 0
                        ? !PolicyVocabulary.AlertKindsOnlyNamed.Contains(alert.Kind, StringComparer.Ordinal)
                        : kinds.Contains(alert.Kind, StringComparer.Ordinal)
                )
            )
            .OrderByDescending(alert => Rank(alert.Severity))
            .ThenBy(alert => alert.Since)
            .ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .ToList();
        return open.Count == 0
            ? Finding.Pass(
                Sentence.Of("alerts.none", "No such alert about this version is open."),
                expected,
                Sentence.Of("alerts.seen-none", "none open")
            )
            : Finding.Fail(
                Sentence.Of(
                    "alerts.open",
                    $"These alerts are open: {RuleContext.Listed(open.Take(10).Select(Named))}. "
                        + "Find their cause and resolve them before this version goes on.",
                    ("alerts", Values.List(open, Phrase))
                ),
                expected,
                Sentence.Of(
                    "alerts.seen",
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{open.Count} open; gravest: {open[0].Severity}"),
                    ("count", Values.Count(open.Count)),
                    ("alertSeverity", Values.Term(StatementTerms.AlertSeverity, open[0].Severity))
                )
            );
    }

    private static StatementValue Phrase(GateAlert alert) =>
        Values.Phrase(
            "alerts.one",
            ("alert", Values.Id(alert.Id)),
            ("monitor", Values.Term(StatementTerms.AlertKind, alert.Kind)),
            ("field", Values.Name(alert.Field.Length == 0 ? null : alert.Field))
        );

    private static string Named(GateAlert alert) => $"{alert.Id} ({alert.Kind} {alert.Field})";

    private static int Rank(string severity) => severity == PolicyVocabulary.AlertSeverities[0] ? 0 : 1;
}
