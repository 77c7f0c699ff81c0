namespace Governance.Analytics.Fairness;

/// <summary>A figure over groups. Undefined with fewer than two groups that have a rate.</summary>
/// <param name="All">Over every group.</param>
/// <param name="MinimumSize">Over groups of at least <see cref="FairnessOptions.MinimumGroupSize"/> rows.</param>
public sealed record FairnessAggregate(double? All, double? MinimumSize);
