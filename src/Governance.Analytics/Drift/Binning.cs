using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>Bins of a numeric column, frozen with the reference.</summary>
public sealed class Binning
{
    /// <summary>Up to this many distinct reference values each gets its own bin.</summary>
    public const int MaxDistinctForValueBins = 10;

    private readonly double[] _points;

    internal Binning(BinningKind kind, double[] points)
    {
        Kind = kind;
        _points = points;
    }

    /// <summary>By quantile or by value.</summary>
    public BinningKind Kind { get; }

    /// <summary>The edges, ascending, of quantile bins (−∞, e₁], (e₁, e₂], … (eₖ, ∞); or the values of value bins.</summary>
    public IReadOnlyList<double> Points => _points;

    /// <summary>Number of bins, empty ones included.</summary>
    public int Count => _points.Length + 1;

    /// <summary>Chooses bins for a reference.</summary>
    /// <remarks>
    /// More than ten distinct values: distinct quantiles 0.1 … 0.9 with linear interpolation at h = (n − 1)q
    /// (type 7 of R. J. Hyndman, Y. Fan, Amer. Statist. 50 (1996) 361–365). Else value by value, so that a constant that changes is seen.
    /// </remarks>
    /// <param name="sorted">The reference, ascending, finite, not empty.</param>
    /// <returns>The bins.</returns>
    public static Binning For(ReadOnlySpan<double> sorted)
    {
        var distinct = new List<double>(MaxDistinctForValueBins + 1);
        foreach (var value in sorted)
        {
            if (distinct.Count > 0 && distinct[^1] == value)
            {
                continue;
            }
            distinct.Add(value);
            if (distinct.Count > MaxDistinctForValueBins)
            {
                break;
            }
        }
        if (distinct.Count <= MaxDistinctForValueBins)
        {
            return new Binning(BinningKind.Value, [.. distinct]);
        }

        var edges = new List<double>(9);
        for (var decile = 1; decile <= 9; decile++)
        {
            var edge = Quantiles.Linear(sorted, decile / 10.0);
            if (edges.Count == 0 || edges[^1] != edge)
            {
                edges.Add(edge);
            }
        }
        return new Binning(BinningKind.Quantile, [.. edges]);
    }

    /// <summary>Counts the values of a sample by bin; value bins end with the bin of all other values.</summary>
    /// <param name="sorted">The sample, ascending, finite.</param>
    /// <returns>As many counts as there are bins.</returns>
    public long[] CountSorted(ReadOnlySpan<double> sorted)
    {
        var counts = new long[Count];
        if (Kind == BinningKind.Quantile)
        {
            var start = 0;
            for (var bin = 0; bin < _points.Length; bin++)
            {
                var end = UpperBound(sorted, _points[bin]);
                counts[bin] = end - start;
                start = end;
            }
            counts[^1] = sorted.Length - start;
            return counts;
        }
        long matched = 0;
        for (var bin = 0; bin < _points.Length; bin++)
        {
            counts[bin] = UpperBound(sorted, _points[bin]) - LowerBound(sorted, _points[bin]);
            matched += counts[bin];
        }
        counts[^1] = sorted.Length - matched;
        return counts;
    }

    /// <summary>Counts the values of a sample by bin, in any order; NaN and infinities are left out.</summary>
    /// <param name="values">The sample.</param>
    /// <returns>As many counts as there are bins.</returns>
    public long[] CountValues(ReadOnlySpan<double> values) => BinCounter.Count(values, _points, Kind);

    /// <summary>The bin of one value.</summary>
    /// <param name="value">A finite value.</param>
    /// <returns>Its bin, from 0; value bins end with the bin of all other values.</returns>
    public int BinOf(double value)
    {
        var bin = LowerBound(_points, value);
        return Kind == BinningKind.Quantile || (bin < _points.Length && _points[bin] == value) ? bin : _points.Length;
    }

    internal static int UpperBound(ReadOnlySpan<double> sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (sorted[middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    internal static int LowerBound(ReadOnlySpan<double> sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (sorted[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
