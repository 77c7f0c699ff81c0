namespace Governance.Portal.Kernel.Facts;

/// <summary>What comes next for a version.</summary>
public enum VersionStepKind
{
    /// <summary>Nothing: it is in production, or retired.</summary>
    Wait,

    /// <summary>Someone requests its promotion.</summary>
    Request,

    /// <summary>Its request is open, and people sign it.</summary>
    View,

    /// <summary>It is approved, and someone deploys it.</summary>
    Deploy,
}
