using Governance.Analytics.Io;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Multivariate;

/// <summary>
/// Rows as numbers: categories by their frequency in the reference, gaps by its median, columns standardised by its mean and sd.
/// </summary>
internal sealed record EncodedRows(IReadOnlyList<string> Names, double[][] Reference, double[][] Current)
{
    public int ReferenceCount => Reference[0].Length;

    public int CurrentCount => Current[0].Length;

    /// <summary>Encodes the inputs both samples have; columns constant in the reference are dropped.</summary>
    public static EncodedRows Of(RowSample reference, RowSample current, int maximumColumns)
    {
        var names = new List<string>();
        var (before, now) = (new List<double[]>(), new List<double[]>());
        foreach (var column in reference.Columns.Where(c => c.IsInput))
        {
            if (names.Count == maximumColumns)
            {
                break;
            }
            if (current.Columns.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal)) is not { } twin)
            {
                continue;
            }
            var (a, b) =
                column.Type == ColumnType.Categorical
                    ? Frequencies(column, twin)
                    : ((double[])column.Values.Clone(), (double[])twin.Values.Clone());
            if (!Standardise(a, b))
            {
                continue;
            }
            names.Add(column.Name);
            before.Add(a);
            now.Add(b);
        }
        return new EncodedRows(names, [.. before], [.. now]);
    }

    private static (double[] Reference, double[] Current) Frequencies(SampleColumn reference, SampleColumn current)
    {
        var shares = new double[Math.Max(reference.Categories.Length, current.Categories.Length)];
        foreach (var value in reference.Values)
        {
            if (!double.IsNaN(value))
            {
                shares[(int)value] += 1.0 / reference.Values.Length;
            }
        }
        return ([.. reference.Values.Select(Share)], [.. current.Values.Select(Share)]);

        double Share(double code) => double.IsNaN(code) ? double.NaN : shares[(int)code];
    }

    private static bool Standardise(double[] reference, double[] current)
    {
        double[] known = [.. reference.Where(v => !double.IsNaN(v))];
        if (known.Length == 0)
        {
            return false;
        }
        Array.Sort(known);
        if (known[0] == known[^1])
        {
            return false;
        }
        var median = Quantiles.Linear(known, 0.5);
        Fill(reference, median);
        Fill(current, median);
        // Values of 1e300 would overflow in squares: bring all into the range of the reference first.
        var scale = Math.Max(Math.Abs(known[0]), Math.Abs(known[^1]));
        var mean = Sums.OfScaled(reference, 1 / scale) / reference.Length;
        var sd = Math.Sqrt(Sums.OfSquares(reference, 1 / scale, mean) / reference.Length);
        if (sd is not > 0 || !double.IsFinite(1 / scale))
        {
            return false;
        }
        Apply(reference, scale, mean, sd);
        Apply(current, scale, mean, sd);
        return true;
    }

    private static void Fill(double[] values, double median)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                values[i] = median;
            }
        }
    }

    // A current value a billion standard deviations away says no more than one a million away, and does not overflow.
    private static void Apply(double[] values, double scale, double mean, double sd)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Clamp(((values[i] / scale) - mean) / sd, -1e6, 1e6);
        }
    }
}
