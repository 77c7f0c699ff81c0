using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>The roster of an AI system.</summary>
public sealed record OversightView
{
    /// <summary>The system.</summary>
    public SystemId System { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>True once the system is retired: its roster only stays on record.</summary>
    public bool Retired { get; init; }

    /// <summary>People who count as its overseers today.</summary>
    public int Counting { get; init; }

    /// <summary>The newest test that a second person confirmed; null when there is none.</summary>
    public StopTestView? LastTest { get; init; }

    /// <summary>Appointments, those that count or may count first, then those that ended; at most 500.</summary>
    public required IReadOnlyList<OverseerView> Overseers { get; init; }

    /// <summary>Tests of the stop control, the newest first; at most 500.</summary>
    public required IReadOnlyList<StopTestView> StopTests { get; init; }
}
