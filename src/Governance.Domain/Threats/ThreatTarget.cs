namespace Governance.Domain.Threats;

/// <summary>What a rule looks at.</summary>
public enum ThreatTarget
{
    /// <summary>A component.</summary>
    Component,

    /// <summary>A data flow.</summary>
    Flow,
}
