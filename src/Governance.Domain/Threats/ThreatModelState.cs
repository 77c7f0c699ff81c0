namespace Governance.Domain.Threats;

/// <summary>Where a version of a threat model stands.</summary>
public enum ThreatModelState
{
    /// <summary>Being drawn.</summary>
    Draft,

    /// <summary>Every threat is decided; it waits for a second person.</summary>
    Submitted,

    /// <summary>Approved by someone who drew and decided nothing of it.</summary>
    Reviewed,

    /// <summary>A newer version was reviewed.</summary>
    Superseded,
}
