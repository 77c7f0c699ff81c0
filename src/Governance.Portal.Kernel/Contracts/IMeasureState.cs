using Governance.Data;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;

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
    /// <param name="round">What all of them need, read once.</param>
    /// <param name="ct">Cancels.</param>
    Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct);
}

/// <summary>What every <see cref="IMeasureState"/> of a round needs, read once for all of them.</summary>
public sealed class MeasuringRound
{
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _read;
    private readonly long _at;

    private MeasuringRound(TimeProvider clock, DateTimeOffset read, ILookup<string, string> setAside)
    {
        (_clock, _read, _at) = (clock, read, clock.GetTimestamp());
        SetAside = setAside;
    }

    /// <summary>Now, by the database's clock.</summary>
    public DateTimeOffset Now => _read + _clock.GetElapsedTime(_at);

    /// <summary>Keys of the work that was set aside, by its queue.</summary>
    public ILookup<string, string> SetAside { get; }

    /// <summary>Reads it.</summary>
    /// <param name="db">Where to read.</param>
    /// <param name="time">The clock that all nodes share.</param>
    /// <param name="clock">The clock of this node.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<MeasuringRound> BeginAsync(
        GovernanceDbContext db,
        DatabaseClock time,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(clock);
        var aside = await db
            .WorkAttempts.AsNoTracking()
            .Where(a => a.SetAsideAt != null)
            .Select(a => new { a.Queue, a.Key })
            .ToListAsync(ct);
        return new(clock, await time.NowAsync(db, ct), aside.ToLookup(a => a.Queue, a => a.Key, StringComparer.Ordinal));
    }
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
