using Governance.Domain.Models;

namespace Governance.Domain.Gates;

/// <summary>How long a review holds before the next one.</summary>
public static class Revalidation
{
    /// <summary>The furthest day that a review may name, in months from it.</summary>
    public const int MaxMonths = 36;

    /// <summary>
    /// Months until the next review where the reviewer names no day. A model without a class is reviewed as often as the most serious.
    /// </summary>
    public static int MonthsOf(RiskClass? riskClass) =>
        riskClass switch
        {
            RiskClass.Minimal => 24,
            RiskClass.Limited => 12,
            RiskClass.High => 6,
            RiskClass.Prohibited or null => 3,
        };

    /// <summary>The same by its tier: a year for tier 1, three for tier 4.</summary>
    public static int MonthsOf(ModelTier tier) =>
        tier switch
        {
            ModelTier.Tier1 => 12,
            ModelTier.Tier2 => 18,
            ModelTier.Tier3 => 24,
            ModelTier.Tier4 => 36,
        };

    /// <summary>
    /// The day of the next review where the reviewer names none: the sooner of what its risk class and its tier ask for. A model without a
    /// tier is reviewed by its class alone.
    /// </summary>
    public static DateOnly NextOf(RiskClass? riskClass, ModelTier? tier, DateTimeOffset now) =>
        now.Day().AddMonths(tier is { } t ? Math.Min(MonthsOf(riskClass), MonthsOf(t)) : MonthsOf(riskClass));
}
