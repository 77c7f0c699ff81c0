namespace Governance.Domain.Threats;

/// <summary>What was decided about a threat.</summary>
public enum ThreatDecisionKind
{
    /// <summary>Something that is in place answers it.</summary>
    Mitigated,

    /// <summary>A risk of the register is about it, and is treated there.</summary>
    InRegister,

    /// <summary>A risk of the register is about it, and is accepted there.</summary>
    Accepted,

    /// <summary>Someone else bears it, by contract or insurance.</summary>
    Transferred,

    /// <summary>It does not apply here.</summary>
    NotApplicable,
}
