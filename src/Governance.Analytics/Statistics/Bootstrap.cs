namespace Governance.Analytics.Statistics;

/// <summary>Intervals by resampling.</summary>
public static class Bootstrap
{
    private const int Resamples = 1_000;
    private const int MaxDraws = 50_000_000;

    /// <summary>
    /// 95 % percentile interval of a mean: the values are drawn with replacement, 1,000 times from a fixed seed (fewer times for very
    /// many values).
    /// </summary>
    /// <remarks>Source: B. Efron, Ann. Statist. 7 (1979) 1–26.</remarks>
    /// <param name="values">The values; finite.</param>
    /// <param name="bounds">Between which values they lie: where all are equal, the interval follows from these.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>The interval; <see langword="null"/> for fewer than two values, or when all are equal and no bounds are known.</returns>
    public static Interval? OfMean(ReadOnlySpan<double> values, (double Low, double High)? bounds = null, int seed = 20_260_104)
    {
        if (values.Length < 2)
        {
            return null;
        }
        var random = new Random(seed);
        var means = new double[(int)Math.Clamp(MaxDraws / (long)values.Length, 50, Resamples)];
        for (var i = 0; i < means.Length; i++)
        {
            var sum = 0.0;
            for (var n = 0; n < values.Length; n++)
            {
                sum += values[random.Next(values.Length)];
            }
            means[i] = sum / values.Length;
        }
        return Percentiles(means, values.Length, bounds);
    }

    /// <summary>
    /// 95 % percentile interval of the mean of rows that come in clusters, such as decisions of one person: whole clusters are drawn with
    /// replacement, 1,000 times from a fixed seed.
    /// </summary>
    /// <remarks>Source: A. C. Davison, D. V. Hinkley, <em>Bootstrap Methods and their Application</em> (1997), section 3.8.</remarks>
    /// <param name="values">The values; finite.</param>
    /// <param name="clusters">The cluster of each value: a number from 0.</param>
    /// <param name="bounds">Between which values they lie: where all resamples are equal, the interval follows from these.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>
    /// The interval; <see langword="null"/> for fewer than two clusters, or when all resamples are equal and no bounds are known.
    /// </returns>
    public static Interval? OfMeanByCluster(
        ReadOnlySpan<double> values,
        ReadOnlySpan<int> clusters,
        (double Low, double High)? bounds = null,
        int seed = 20_260_104
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(clusters.Length, values.Length);
        var count = 0;
        foreach (var cluster in clusters)
        {
            count = Math.Max(count, cluster + 1);
        }
        if (count < 2)
        {
            return null;
        }
        var (sums, sizes) = (new double[count], new int[count]);
        for (var i = 0; i < values.Length; i++)
        {
            sums[clusters[i]] += values[i];
            sizes[clusters[i]]++;
        }
        var random = new Random(seed);
        var means = new double[(int)Math.Clamp(MaxDraws / (long)count, 50, Resamples)];
        for (var i = 0; i < means.Length; i++)
        {
            var (sum, size) = (0.0, 0L);
            for (var n = 0; n < count; n++)
            {
                var cluster = random.Next(count);
                sum += sums[cluster];
                size += sizes[cluster];
            }
            means[i] = size == 0 ? 0 : sum / size;
        }
        return Percentiles(means, count, bounds);
    }

    private static Interval? Percentiles(double[] means, int drawn, (double Low, double High)? bounds)
    {
        Array.Sort(means);
        return !EqualValues.AreEqual(means[0], means[^1]) ? new Interval(Quantiles.Linear(means, 0.025), Quantiles.Linear(means, 0.975))
            : bounds is var (low, high) ? EqualValues.OfMean(Math.Clamp(means[0], low, high), drawn, low, high)
            : null;
    }
}
