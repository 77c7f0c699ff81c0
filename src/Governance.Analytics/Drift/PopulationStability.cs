namespace Governance.Analytics.Drift;

/// <summary>Population Stability Index: how far a binned distribution has moved from its reference.</summary>
public static class PopulationStability
{
    /// <summary>Smallest share a bin is given.</summary>
    public const double DefaultFloor = 1e-4;

    /// <summary>The index of two lists of counts over the same bins.</summary>
    /// <remarks>
    /// <para>PSI = Σᵢ (qᵢ − pᵢ) · ln(qᵢ / pᵢ) with shares p (reference) and q (current), each floored, not renormalised. Unit: nats. Range:
    /// [0, ∞).</para>
    /// <para>Source: N. Siddiqi, <em>Credit Risk Scorecards</em>, Wiley 2006. The bands 0.10 and 0.25 are a rule of thumb, not a test: they
    /// live in
    /// <see cref="DriftOptions"/>.</para>
    /// </remarks>
    /// <param name="reference">Counts of the reference; not negative, with a positive sum.</param>
    /// <param name="current">Counts of the current sample, bin by bin.</param>
    /// <param name="floor">Smallest share a bin may have, so that an empty bin costs much but not infinity. Range: (0, 0.01].</param>
    /// <returns>The index; <see langword="null"/> when either sample is empty.</returns>
    public static double? Index(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double floor = DefaultFloor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(current.Length, reference.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(floor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, 0.01);
        var (n, m) = BinnedDistances.Totals(reference, current);
        if (n == 0 || m == 0)
        {
            return null;
        }
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Math.Max((double)reference[i] / n, floor);
            var q = Math.Max((double)current[i] / m, floor);
            sum += (q - p) * Math.Log(q / p);
        }
        return sum;
    }

    /// <summary>95 % point of the index when nothing has changed.</summary>
    /// <remarks>
    /// (1/n + 1/m) · χ²₀.₉₅(K − 1); 0 when K &lt; 2. A large-sample value: too small below about 100 rows.
    /// Source: B. Yurdakul, J. Naranjo, J. Risk Model Validation 14 (2020) 89–100.
    /// </remarks>
    /// <param name="n">Rows of the reference; positive.</param>
    /// <param name="m">Rows of the current sample; positive.</param>
    /// <param name="bins">Bins that hold a row of either sample.</param>
    /// <returns>The index in nats.</returns>
    public static double Null95(long n, long m, int bins) =>
        bins < 2 ? 0 : ((1.0 / n) + (1.0 / m)) * Statistics.ChiSquaredDistribution.Quantile(0.95, bins - 1);
}
