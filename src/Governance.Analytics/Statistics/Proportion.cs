namespace Governance.Analytics.Statistics;

/// <summary>A count of successes among trials, with its uncertainty.</summary>
/// <param name="Successes">How often it happened; 0..<paramref name="Trials"/>.</param>
/// <param name="Trials">How often it could have happened; not negative.</param>
public readonly record struct Proportion(long Successes, long Trials)
{
    /// <summary>97.5 % point of the standard normal distribution: intervals hold 95 %.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Successes / trials; <see langword="null"/> without trials.</summary>
    public double? Value => Trials == 0 ? null : (double)Successes / Trials;

    /// <summary>Wilson's score interval, 95 %.</summary>
    /// <remarks>
    /// (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), clamped to [0, 1]; <see langword="null"/> without trials.
    /// Source: E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927) 209–212.
    /// </remarks>
    public Interval? Wilson
    {
        get { return Value is { } p ? WilsonOf(p, Trials) : null; }
    }

    /// <summary>Wilson's interval of a share that is not counted but given.</summary>
    /// <param name="share">The share, in [0, 1].</param>
    /// <param name="trials">How often it could have happened; positive.</param>
    internal static Interval WilsonOf(double share, double trials)
    {
        var z2 = Z95 * Z95;
        var centre = share + (z2 / (2 * trials));
        var half = Z95 * Math.Sqrt((share * (1 - share) / trials) + (z2 / (4 * trials * trials)));
        var scale = 1 + (z2 / trials);
        return new Interval(
            share <= 0 ? 0 : Math.Clamp((centre - half) / scale, 0, 1),
            share >= 1 ? 1 : Math.Clamp((centre + half) / scale, 0, 1)
        );
    }

    /// <summary>Newcombe's interval, 95 %, of the difference a − b of two independent proportions, from their Wilson intervals.</summary>
    /// <remarks>
    /// d − √((a−l_a)² + (u_b−b)²) … d + √((u_a−a)² + (b−l_b)²). Range: within [−1, 1]; <see langword="null"/> when either has no trials.
    /// Source: R. G. Newcombe, Statist. Med. 17 (1998) 873–890, method 10.
    /// </remarks>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <returns>The interval.</returns>
    public static Interval? Difference(Proportion a, Proportion b)
    {
        if (a.Value is not { } pa || b.Value is not { } pb || a.Wilson is not { } wa || b.Wilson is not { } wb)
        {
            return null;
        }
        return new Interval(
            pa - pb - Math.Sqrt(((pa - wa.Low) * (pa - wa.Low)) + ((wb.High - pb) * (wb.High - pb))),
            pa - pb + Math.Sqrt(((wa.High - pa) * (wa.High - pa)) + ((pb - wb.Low) * (pb - wb.Low)))
        );
    }

    /// <summary>Two-sided p-value of the two-proportion z test with pooled variance.</summary>
    /// <remarks>
    /// z = (a − b) / √(p(1−p)(1/n_a + 1/n_b)), p pooled. 1 when both are all or nothing alike; <see langword="null"/> when either has no
    /// trials.
    /// </remarks>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <returns>Probability in [0, 1].</returns>
    public static double? PooledPValue(Proportion a, Proportion b)
    {
        if (a.Value is not { } pa || b.Value is not { } pb)
        {
            return null;
        }
        var pooled = ((double)a.Successes + b.Successes) / ((double)a.Trials + b.Trials);
        var variance = pooled * (1 - pooled) * ((1.0 / a.Trials) + (1.0 / b.Trials));
        return variance <= 0 ? 1 : MathNet.Numerics.SpecialFunctions.Erfc(Math.Abs(pa - pb) / Math.Sqrt(2 * variance));
    }
}
