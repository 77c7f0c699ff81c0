using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>The roster of an AI system.</summary>
public sealed record OversightView
{
    /// <summary>The system.</summary>
    public SystemId System { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>True once the system is retired; the roster then only stays on record.</summary>
    public bool Retired { get; init; }

    /// <summary>Number of people who oversee the system today.</summary>
    public int Counting { get; init; }

    /// <summary>The newest test confirmed by a second person; null if there is none.</summary>
    public StopTestView? LastTest { get; init; }

    /// <summary>Appointments, first those in effect or not yet in effect, then those that ended; at most 500.</summary>
    public required IReadOnlyList<OverseerView> Overseers { get; init; }

    /// <summary>Tests of the stop control, newest first; at most 500.</summary>
    public required IReadOnlyList<StopTestView> StopTests { get; init; }
}
