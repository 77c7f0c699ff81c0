namespace Governance.Analytics.Fairness;

/// <summary>Fairness of a table.</summary>
/// <param name="MinimumGroupSize">Rows from which a group counts towards the verdict.</param>
/// <param name="Attributes">One entry a protected attribute, then one a pair of them.</param>
public sealed record FairnessResult(int MinimumGroupSize, IReadOnlyList<AttributeFairness> Attributes);
