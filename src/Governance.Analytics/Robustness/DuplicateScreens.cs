using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>Equal and nearly equal rows that bear different labels.</summary>
internal static class DuplicateScreens
{
    /// <summary>A number counts as equal within this part of its standard deviation.</summary>
    private const double Grid = 0.01;

    public static PoisoningScreen Exact(LabelledRows rows, RobustnessOptions options) =>
        Run("conflicting_labels", rows, rows.Inputs, "Rows with equal inputs and the less common label.", options);

    public static PoisoningScreen Near(LabelledRows rows, RobustnessOptions options) =>
        Run("near_duplicates", rows, [.. rows.Inputs.Select(Coarse)], "Rows with nearly equal inputs and the less common label.", options);

    private static PoisoningScreen Run(
        string name,
        LabelledRows rows,
        IReadOnlyList<Column> inputs,
        string meaning,
        RobustnessOptions options
    )
    {
        var hashes = RowHashes.Of(inputs[0].RowCount, inputs);
        var counts = new Dictionary<ulong, (int Positives, int All)>();
        foreach (var row in rows.Rows)
        {
            var (positives, all) = counts.GetValueOrDefault(hashes[row]);
            counts[hashes[row]] = (positives + (rows.Labels[row] == 1 ? 1 : 0), all + 1);
        }
        // A tie says nothing about which of the two is wrong, but one of them is: half of such a cluster is counted, its later rows.
        var suspects = new List<int>();
        var taken = new Dictionary<ulong, int>();
        foreach (var row in rows.Rows.Reverse())
        {
            var (positives, all) = counts[hashes[row]];
            var own = rows.Labels[row] == 1 ? positives : all - positives;
            if (own == all || 2 * own > all)
            {
                continue;
            }
            if (2 * own == all && taken.GetValueOrDefault(hashes[row]) >= own)
            {
                continue;
            }
            taken[hashes[row]] = taken.GetValueOrDefault(hashes[row]) + 1;
            suspects.Add(row);
        }
        return PoisoningScreens.Judge(name, suspects, rows.Rows.Length, [], meaning, options);
    }

    private static Column Coarse(Column column)
    {
        if (column is not NumericColumn numeric)
        {
            return column;
        }
        var values = numeric.Values.ToArray();
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length == 0)
        {
            return column;
        }
        var mean = Sums.Of(known) / known.Length;
        var step = Grid * Math.Sqrt(Sums.OfSquares(known, 1, mean) / known.Length);
        if (step is not > 0 || !double.IsFinite(step))
        {
            return column;
        }
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = double.IsFinite(values[i]) ? Math.Round((values[i] - mean) / step) : values[i];
        }
        return new NumericColumn(column.Name, values);
    }
}
