namespace Governance.Domain.Targets;

/// <summary>Where a version of the appetite and targets of a system stands.</summary>
public enum TargetsState
{
    /// <summary>Written, and not signed yet.</summary>
    Draft,

    /// <summary>Signed, and what the system is judged by.</summary>
    InForce,

    /// <summary>Signed once; a later version took its place.</summary>
    Superseded,
}
