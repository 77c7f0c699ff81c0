namespace Governance.Analytics.Statistics;

/// <summary>
/// Intervals where all values that were seen are equal: their standard error is 0, and yet nobody knows that no other value will come.
/// </summary>
public static class EqualValues
{
    private const double Rounding = 1e-12;

    /// <summary>95 % interval of the mean of values within bounds, of which n were seen and all were the same.</summary>
    /// <remarks>
    /// By Wilson's interval of 0 in n, other values make up at most u = z² / (n + z²); at most, they lie at a bound:
    /// v − u·(v − low) … v + u·(high − v). At a bound of [0, 1] this is Wilson's interval itself (0 of 250: 0 to 0.0151). Never of no
    /// width. Source: E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927) 209–212.
    /// </remarks>
    /// <param name="value">The value v, within the bounds.</param>
    /// <param name="count">How often it was seen; positive.</param>
    /// <param name="low">Smallest value that there can be.</param>
    /// <param name="high">Largest value that there can be.</param>
    /// <returns>The interval.</returns>
    public static Interval OfMean(double value, double count, double low = 0, double high = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var others = Proportion.Z95 * Proportion.Z95 / (count + (Proportion.Z95 * Proportion.Z95));
        return new Interval(value - (others * (value - low)), value + (others * (high - value)));
    }

    /// <summary>
    /// Whether values differ by no more than the rounding of what they were computed from: 0.9 − 1 and 0 − 0.1 are equal, and an interval
    /// between them would have no width.
    /// </summary>
    /// <param name="a">A value.</param>
    /// <param name="b">Another one.</param>
    /// <returns>True up to a difference of 10⁻¹², of values above one up to 10⁻¹² of the larger.</returns>
    public static bool AreEqual(double a, double b) => Math.Abs(a - b) <= Rounding * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    /// <summary>Whether a standard error is more than rounding.</summary>
    /// <param name="error">The error.</param>
    /// <param name="scale">How large the values are that it is of.</param>
    internal static bool IsError(double error, double scale = 1) => error > Rounding * Math.Max(1, Math.Abs(scale));

    /// <summary>The standard error that such an interval stands for: what its farther end is away, in units of z.</summary>
    internal static double ErrorOf(double value, Interval interval) =>
        Math.Max(value - interval.Low, interval.High - value) / Proportion.Z95;
}
