using MathNet.Numerics;

namespace Governance.Analytics.Statistics;

/// <summary>Whether paired yes-or-no outcomes changed.</summary>
public static class McNemar
{
    /// <summary>Exact two-sided p-value: pairs that changed one way, among all that changed, against a fair coin.</summary>
    /// <remarks>
    /// min(1, 2·P(X ≤ min(b, c))), X binomial with b + c trials and 1/2. 1 when nothing changed. Source: Q. McNemar, Psychometrika 12
    /// (1947) 153–157.
    /// </remarks>
    /// <param name="gained">Pairs that became a yes; not negative.</param>
    /// <param name="lost">Pairs that ceased to be one; not negative.</param>
    /// <returns>Probability in (0, 1].</returns>
    public static double ExactPValue(long gained, long lost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gained);
        ArgumentOutOfRangeException.ThrowIfNegative(lost);
        var (few, all) = (Math.Min(gained, lost), gained + lost);
        // P(X ≤ k) of a binomial variable is the regularised incomplete beta function I(n − k, k + 1) at 1/2.
        return all == 0 ? 1 : Math.Min(1, 2 * SpecialFunctions.BetaRegularized(all - few, few + 1, 0.5));
    }

    /// <summary>Two-sided mid-p value: less cautious than the exact one, and rarely above its level.</summary>
    /// <remarks>
    /// The exact p-value less P(X = min(b, c)). Source: M. W. Fagerland, S. Lydersen, P. Laake, BMC Med. Res. Methodol. 13 (2013) 91.
    /// </remarks>
    /// <param name="gained">Pairs that became a yes; not negative.</param>
    /// <param name="lost">Pairs that ceased to be one; not negative.</param>
    /// <returns>Probability in (0, 1].</returns>
    public static double MidPValue(long gained, long lost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gained);
        ArgumentOutOfRangeException.ThrowIfNegative(lost);
        var (few, all) = (Math.Min(gained, lost), gained + lost);
        if (gained == lost)
        {
            return all == 0 ? 1 : 1 - (Probability(few, all) / 2);
        }
        return (2 * SpecialFunctions.BetaRegularized(all - few, few + 1, 0.5)) - Probability(few, all);
    }

    private static double Probability(long few, long all) =>
        Math.Exp(
            SpecialFunctions.GammaLn(all + 1.0)
                - SpecialFunctions.GammaLn(few + 1.0)
                - SpecialFunctions.GammaLn(all - few + 1.0)
                - (all * Math.Log(2))
        );
}
