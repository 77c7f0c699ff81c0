namespace Governance.Analytics.Drift;

/// <summary>How loudly a verdict is shown.</summary>
public enum DriftLevel
{
    /// <summary>Stable, negligible or skipped.</summary>
    Ok,

    /// <summary>Inconclusive, insufficient data or moderate.</summary>
    Warning,

    /// <summary>Major.</summary>
    Alert,
}
