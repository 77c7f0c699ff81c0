namespace Governance.Domain.Oversight;

/// <summary>What an overseer may do.</summary>
public enum OversightAuthority
{
    /// <summary>Stop the system.</summary>
    Stop,

    /// <summary>Decide otherwise than the system in single cases.</summary>
    Override,

    /// <summary>Both.</summary>
    StopAndOverride,
}
