namespace Governance.Policies;

/// <summary>How grave it is when a rule is not met.</summary>
public enum RuleSeverity
{
    /// <summary>Blocks; a waiver needs two people.</summary>
    Critical,

    /// <summary>Blocks.</summary>
    High,

    /// <summary>Blocks.</summary>
    Medium,

    /// <summary>Advisory: a failure is shown and does not block.</summary>
    Low,
}
