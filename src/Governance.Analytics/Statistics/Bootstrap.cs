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
    /// <param name="seed">Seed.</param>
    /// <returns>The interval; <see langword="null"/> for fewer than two values.</returns>
    public static Interval? OfMean(ReadOnlySpan<double> values, int seed = 20_260_104)
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
        Array.Sort(means);
        return new Interval(Quantiles.Linear(means, 0.025), Quantiles.Linear(means, 0.975));
    }
}
