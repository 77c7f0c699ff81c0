namespace Governance.Analytics.Drift;

/// <summary>How the values of a column are put into bins.</summary>
public enum BinningKind
{
    /// <summary>Cut at the distinct deciles of the reference.</summary>
    Quantile,

    /// <summary>One bin a distinct value of the reference, and one for all other values.</summary>
    Value,

    /// <summary>One bin a category of either sample.</summary>
    Category,
}
