namespace Governance.Analytics.Drift;

/// <summary>Distances between two binned distributions that are 0 for equal shares, symmetric, and at most 1.</summary>
public static class BinnedDistances
{
    /// <summary>Jensen–Shannon distance.</summary>
    /// <remarks>
    /// √(½ Σ p·log₂(p/m) + ½ Σ q·log₂(q/m)), m = (p + q)/2; no floor. Unit: √bit. Range: [0, 1].
    /// Not the divergence, which is its square. Source: D. M. Endres, J. E. Schindelin, IEEE Trans. Inf. Theory 49 (2003) 1858–1860.
    /// </remarks>
    /// <param name="reference">Counts of the reference.</param>
    /// <param name="current">Counts of the current sample, bin by bin.</param>
    /// <returns>The distance; <see langword="null"/> when either sample is empty.</returns>
    public static double? JensenShannon(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        if (n == 0 || m == 0)
        {
            return null;
        }
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = (double)reference[i] / n;
            var q = (double)current[i] / m;
            var middle = (p + q) / 2;
            var term = 0.0;
            if (p > 0)
            {
                term += p * Math.Log2(p / middle);
            }
            if (q > 0)
            {
                term += q * Math.Log2(q / middle);
            }
            sum += term;
        }
        return Math.Sqrt(Math.Clamp(sum / 2, 0, 1));
    }

    /// <summary>Hellinger distance.</summary>
    /// <remarks>√(½ Σ (√p − √q)²). Dimensionless. Range: [0, 1]. Source: E. Hellinger, J. reine angew. Math. 136 (1909) 210–271.</remarks>
    /// <param name="reference">Counts of the reference.</param>
    /// <param name="current">Counts of the current sample, bin by bin.</param>
    /// <returns>The distance; <see langword="null"/> when either sample is empty.</returns>
    public static double? Hellinger(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        if (n == 0 || m == 0)
        {
            return null;
        }
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var gap = Math.Sqrt((double)reference[i] / n) - Math.Sqrt((double)current[i] / m);
            sum += gap * gap;
        }
        return Math.Sqrt(Math.Clamp(sum / 2, 0, 1));
    }

    /// <summary>Total variation distance: the share of rows that would have to change bin.</summary>
    /// <remarks>½ Σ |p − q|. Dimensionless. Range: [0, 1].</remarks>
    /// <param name="reference">Counts of the reference.</param>
    /// <param name="current">Counts of the current sample, bin by bin.</param>
    /// <returns>The distance; <see langword="null"/> when either sample is empty.</returns>
    public static double? TotalVariation(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        if (n == 0 || m == 0)
        {
            return null;
        }
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            sum += Math.Abs(((double)reference[i] / n) - ((double)current[i] / m));
        }
        return Math.Min(1, sum / 2);
    }

    /// <summary>Largest difference of shares in any one bin.</summary>
    /// <remarks>max |p − q|. Dimensionless. Range: [0, 1].</remarks>
    /// <param name="reference">Counts of the reference.</param>
    /// <param name="current">Counts of the current sample, bin by bin.</param>
    /// <returns>The distance; <see langword="null"/> when either sample is empty.</returns>
    public static double? LInfinity(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = Totals(reference, current);
        if (n == 0 || m == 0)
        {
            return null;
        }
        var largest = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(((double)reference[i] / n) - ((double)current[i] / m)));
        }
        return largest;
    }

    internal static (long Reference, long Current) Totals(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(current.Length, reference.Length);
        long n = 0;
        long m = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            n += reference[i];
            m += current[i];
        }
        return (n, m);
    }
}
