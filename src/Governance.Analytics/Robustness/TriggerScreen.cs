using System.Globalization;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;
using MathNet.Numerics;

namespace Governance.Analytics.Robustness;

/// <summary>Rare values that decide the label.</summary>
internal static class TriggerScreen
{
    private const double RareShare = 0.01;
    private const double Purity = 0.99;
    private const double Level = 0.001;

    /// <remarks>
    /// Values of less than 1 % of the rows, more than 99 % of one label, whose binomial tail against the share of that label is below 0.001
    /// after Benjamini–Hochberg.
    /// </remarks>
    public static PoisoningScreen Run(LabelledRows rows, RobustnessOptions options)
    {
        double total = rows.Rows.Length;
        var positiveShare = rows.Rows.Count(r => rows.Labels[r] == 1) / total;
        var found = new List<(string Words, List<int> Rows, double PValue)>();
        var tested = new List<double>();
        foreach (var column in rows.Inputs)
        {
            foreach (var (words, members) in Values(column, rows.Rows))
            {
                if (members.Count >= RareShare * total || members.Count < 2)
                {
                    continue;
                }
                var positives = members.Count(r => rows.Labels[r] == 1);
                var (hits, share) =
                    2 * positives >= members.Count ? (positives, positiveShare) : (members.Count - positives, 1 - positiveShare);
                var p = UpperTail(members.Count, hits, share);
                tested.Add(p);
                if (hits > Purity * members.Count)
                {
                    found.Add(($"{column.Name} = {words}: {hits} of {members.Count} rows have the same label", members, p));
                }
                else
                {
                    found.Add((string.Empty, [], 1));
                }
            }
        }
        var adjusted = MultipleTesting.Adjust([.. tested]);
        var triggers = found
            .Where((f, i) => f.Words.Length > 0 && adjusted[i] < Level)
            .OrderBy(f => f.PValue)
            .ThenBy(f => f.Words, StringComparer.Ordinal)
            .ToArray();
        var suspects = triggers.SelectMany(t => t.Rows).Distinct().ToArray();
        return PoisoningScreens.Judge(
            "rare_trigger",
            suspects,
            rows.Rows.Length,
            [.. triggers.Take(options.RowsListed).Select(t => t.Words)],
            "Rows with a rare value that decides the label.",
            options
        );
    }

    private static IEnumerable<(string Words, List<int> Rows)> Values(Column column, int[] rows)
    {
        if (column is CategoryColumn category)
        {
            return rows.Where(r => category.Codes[r] >= 0)
                .GroupBy(r => category.Codes[r])
                .Select(g => (category.Categories[g.Key], g.ToList()));
        }
        var numeric = (NumericColumn)column;
        return rows.Where(r => double.IsFinite(numeric.Values[r]))
            .GroupBy(r => numeric.Values[r])
            .Where(g => g.Skip(1).Any())
            .Select(g => (g.Key.ToString("R", CultureInfo.InvariantCulture), g.ToList()));
    }

    /// <summary>P(X ≥ hits) of a binomial variable, by the regularised incomplete beta function.</summary>
    private static double UpperTail(int trials, int hits, double share) =>
        hits == 0 ? 1
        : share >= 1 ? 1
        : share <= 0 ? 0
        : SpecialFunctions.BetaRegularized(hits, trials - hits + 1, share);
}
