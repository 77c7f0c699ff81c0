namespace Governance.Analytics.Statistics;

/// <summary>Quantiles of a sample.</summary>
public static class Quantiles
{
    /// <summary>The quantile by linear interpolation at h = (n − 1)·q.</summary>
    /// <remarks>
    /// Type 7 of R. J. Hyndman, Y. Fan, Amer. Statist. 50 (1996) 361–365; NumPy's default. Within the range of the sample.
    /// </remarks>
    /// <param name="sorted">The sample, ascending, finite, not empty.</param>
    /// <param name="q">Share of the sample below. Range: [0, 1].</param>
    /// <returns>The quantile, in units of the sample.</returns>
    public static double Linear(ReadOnlySpan<double> sorted, double q)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(sorted));
        if (sorted.Length == 1)
        {
            return sorted[0];
        }
        var h = (sorted.Length - 1) * q;
        var index = Math.Min((int)h, sorted.Length - 2);
        var t = h - index;
        var low = sorted[index];
        var span = sorted[index + 1] - low;
        if (double.IsInfinity(span))
        {
            return (low * (1 - t)) + (sorted[index + 1] * t);
        }
        // From the nearer end, so that t = 1 gives the upper value exactly.
        return t < 0.5 ? low + (span * t) : sorted[index + 1] - (span * (1 - t));
    }
}
