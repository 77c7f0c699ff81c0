namespace Governance.Analytics.Drift;

/// <summary>What is said about one column.</summary>
public enum DriftVerdict
{
    /// <summary>Neither effect nor significance.</summary>
    Stable,

    /// <summary>Significant but too small to matter. Shown, not gated.</summary>
    Negligible,

    /// <summary>Large enough to matter but not significant: too few rows to tell.</summary>
    Inconclusive,

    /// <summary>Drift: effect and significance.</summary>
    Moderate,

    /// <summary>Drift with a PSI in the upper band.</summary>
    Major,

    /// <summary>Too few usable values on either side. Not passed.</summary>
    InsufficientData,

    /// <summary>Not compared, for the reason given. Not passed either, only left out.</summary>
    Skipped,
}
