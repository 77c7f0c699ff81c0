using System.Globalization;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using Governance.Cli.Analysis;
using Governance.Cli.Output;

namespace Governance.Cli.Validation;

/// <summary>What searches for adversarial rows found, as a check and for people.</summary>
internal static class AttackItems
{
    private const int RowsShown = 5;
    private const int ChangesShown = 4;

    public static CheckItem Of(AttackResult attack) =>
        new("robustness/attack", "robustness", CheckSeverity.High, OutcomeOf(attack), Words(attack))
        {
            Expected = attack.Options.MaximumSuccess is { } most ? Numbers.Short(most) : null,
            Actual = Numbers.Short(attack.Figures?.Success.Value),
        };

    public static void WriteText(TextPage page, AttackResult attack, Func<int, long> number)
    {
        page.Mark(OutcomeOf(attack), Words(attack));
        page.Table(
            [
                "  SEARCH",
                "ROWS",
                $"FLIPPED WITHIN {Numbers.General(attack.Options.Bound)}",
                "95 % INTERVAL",
                "MEDIAN DISTANCE",
                "QUERIES PER ROW",
            ],
            attack.Methods.Select(m =>
                new[]
                {
                    "  " + m.Method.ToWireName(),
                    m.Figures is { } of ? Numbers.Count(of.Success.Trials) : "not_run",
                    Numbers.Short(m.Figures?.Success.Value),
                    m.Figures?.Success.Wilson is { } ends ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}" : "-",
                    Numbers.General(m.Figures?.MedianDistance),
                    m.Figures is { } asked ? Numbers.General(asked.Queries.Median) : "-",
                }
            )
        );
        foreach (var method in attack.Methods.Where(m => m.Reason is not null))
        {
            page.Line($"  {method.Method.ToWireName()}: not_run. {method.Reason}");
        }

        foreach (var row in attack.Adversarial.Take(RowsShown))
        {
            var changes = row.Changes.Take(ChangesShown).Select(c => $"{c.Feature} {Value(c.Original)} → {Value(c.Adversarial)}");
            var more = row.Changed > ChangesShown ? ", …" : string.Empty;
            page.Line($"  row {Numbers.Count(number(row.Row))}, {Numbers.Short(row.Distance)} away: {string.Join(", ", changes)}{more}");
        }
    }

    private static CheckOutcome OutcomeOf(AttackResult attack) =>
        attack.Verdict is { } verdict ? AnalysisItems.OutcomeOf(verdict) : CheckOutcome.NotApplicable;

    private static string Words(AttackResult attack)
    {
        var said = attack.Verdict?.ToWireName() ?? "measured, not checked";
        return attack.Reason is { } reason ? $"attack: {said}. {reason}" : $"attack: {said}.";
    }

    private static string Value(object value) =>
        value is double number ? number.ToString("G6", CultureInfo.InvariantCulture) : PlainText.Line((string)value);
}
