using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>
/// Labelled rows as points: numbers standardised, gaps at the mean, each category of the nine most frequent a coordinate of its own.
/// </summary>
internal static class PlainRows
{
    private const int NamedCategories = 9;

    public static float[][] Of(LabelledRows rows, int[] taken)
    {
        var coordinates = new List<float[]>();
        foreach (var column in rows.Inputs)
        {
            if (column is NumericColumn numeric)
            {
                AddNumbers(coordinates, numeric, taken);
            }
            else if (column is CategoryColumn category)
            {
                AddCategories(coordinates, category, taken);
            }
        }
        var points = new float[taken.Length][];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = [.. coordinates.Select(c => c[i])];
        }
        return points;
    }

    /// <summary>Rows spread evenly over the table when there are more than wanted.</summary>
    public static int[] Spread(int[] rows, int most)
    {
        if (rows.Length <= most)
        {
            return rows;
        }
        var step = (double)rows.Length / most;
        return [.. Enumerable.Range(0, most).Select(i => rows[(int)(i * step)])];
    }

    private static void AddNumbers(List<float[]> coordinates, NumericColumn column, int[] taken)
    {
        double[] known = [.. taken.Select(r => column.Values[r]).Where(double.IsFinite)];
        if (known.Length == 0)
        {
            return;
        }
        var mean = Sums.Of(known) / known.Length;
        var sd = Math.Sqrt(Sums.OfSquares(known, 1, mean) / known.Length);
        if (sd is not > 0 || !double.IsFinite(sd))
        {
            return;
        }
        coordinates.Add([.. taken.Select(r => double.IsFinite(column.Values[r]) ? (float)((column.Values[r] - mean) / sd) : 0f)]);
    }

    private static void AddCategories(List<float[]> coordinates, CategoryColumn column, int[] taken)
    {
        var counts = new int[column.Categories.Count];
        foreach (var row in taken)
        {
            if (column.Codes[row] >= 0)
            {
                counts[column.Codes[row]]++;
            }
        }
        foreach (
            var code in Enumerable
                .Range(0, counts.Length)
                .Where(c => counts[c] > 0)
                .OrderByDescending(c => counts[c])
                .ThenBy(c => column.Categories[c], StringComparer.Ordinal)
                .Take(NamedCategories)
        )
        {
            coordinates.Add([.. taken.Select(r => column.Codes[r] == code ? 1f : 0f)]);
        }
    }
}
