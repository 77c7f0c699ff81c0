namespace Governance.Analytics.Drift;

/// <summary>Severity of a whole window.</summary>
public enum DriftSeverity
{
    /// <summary>No column drifted.</summary>
    None,

    /// <summary>At least one column is moderate, none major.</summary>
    Moderate,

    /// <summary>At least one column is major.</summary>
    Major,
}
