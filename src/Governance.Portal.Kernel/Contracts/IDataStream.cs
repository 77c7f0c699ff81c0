using Governance.Data;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that came about a version of a model.</summary>
public sealed class DataArrival
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>End of what it covers.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>What came of one kind about a model.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Newest">End of the newest arrival by version.</param>
/// <param name="Arrivals">The newest arrivals of all versions, in any order; as many as a rhythm is learnt from.</param>
public sealed record DataArrivals(
    string Model,
    IReadOnlyDictionary<string, DateTimeOffset> Newest,
    IReadOnlyList<(DateTimeOffset At, DateTimeOffset ReceivedAt)> Arrivals
);

/// <summary>Data of one kind that a model in use gets again and again: when it stops, that is a finding.</summary>
public interface IDataStream
{
    /// <summary>Its name as alerts have it in their field, such as <c>windows</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Monitors that look at it: without one that is not stopped no one waits for it, and they may declare its rhythm. Empty for data that
    /// is waited for wherever it came before.
    /// </summary>
    IReadOnlyCollection<MonitorKind> Monitors { get; }

    /// <summary>Reads what came about some models, in a number of statements that does not depend on how many.</summary>
    /// <param name="db">Where.</param>
    /// <param name="models">Names of the models; not many at once.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What came, by model; without those about which nothing came.</returns>
    Task<IReadOnlyList<DataArrivals>> ReadAsync(GovernanceDbContext db, IReadOnlyCollection<string> models, CancellationToken ct);
}
