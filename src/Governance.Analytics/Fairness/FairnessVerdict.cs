namespace Governance.Analytics.Fairness;

/// <summary>What is said about one attribute.</summary>
public enum FairnessVerdict
{
    /// <summary>No bound is broken.</summary>
    Ok,

    /// <summary>A bound is broken, and not by chance; or the four-fifths rule is broken.</summary>
    Fail,

    /// <summary>A bound is broken, but that may be chance.</summary>
    Inconclusive,

    /// <summary>Fewer than two groups are large enough.</summary>
    InsufficientData,
}
