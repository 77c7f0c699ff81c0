namespace Governance.Domain.Discovery;

/// <summary>What was decided about something that a scan found.</summary>
public enum DiscoveryState
{
    /// <summary>Nothing yet.</summary>
    ToTriage,

    /// <summary>It belongs to a model, a version or an agent of the registry.</summary>
    Registered,

    /// <summary>It needs no registration, for a reason.</summary>
    Ignored,

    /// <summary>It must go, for a reason: scans that still find it fail.</summary>
    Blocked,
}
