using Governance.Data;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What a feature knows of its state that operators watch: what waits in a queue, how old a checkpoint is. Read every few seconds while
/// metrics are collected, and never otherwise.
/// </summary>
public interface IMeasureState
{
    /// <summary>Reads and records, by few and cheap statements.</summary>
    /// <param name="meter">Where it is recorded.</param>
    /// <param name="db">Where to read.</param>
    /// <param name="now">Now, by the database's clock.</param>
    /// <param name="ct">Cancels.</param>
    Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, DateTimeOffset now, CancellationToken ct);
}

/// <summary>
/// What a node knows of itself, which operators watch also while its database is away: that it refuses writes, its disks, its components.
/// Read as often as <see cref="IMeasureState"/>, and before it.
/// </summary>
public interface IMeasureNode
{
    /// <summary>Looks and records.</summary>
    /// <param name="meter">Where it is recorded.</param>
    /// <param name="ct">Cancels.</param>
    Task MeasureAsync(PortalMeter meter, CancellationToken ct);
}
