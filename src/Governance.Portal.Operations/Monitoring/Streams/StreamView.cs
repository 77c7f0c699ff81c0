using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Data that a model is expected to receive.</summary>
/// <param name="Stream">windows, labels, decisions, figures or evaluations.</param>
/// <param name="Version">The version that the data is expected for.</param>
/// <param name="EveryHours">Hours from one delivery to the next; null while no interval is known.</param>
/// <param name="Declared">True if a monitor declares the interval, false if it was learned; null while none is known.</param>
/// <param name="LastSeen">End of the last delivery; null if there never was one.</param>
/// <param name="CountsFrom">Time from which the wait is counted: the last delivery, or the deployment or monitor if that is later.</param>
/// <param name="LateFrom">Time at which the data becomes late unless something arrives; null if nothing is expected.</param>
/// <param name="LateSince">Time since which it has been late; null while it is not.</param>
/// <param name="Alert">The open alert about it; null if there is none.</param>
public sealed record StreamView(
    string Stream,
    string Version,
    double? EveryHours,
    bool? Declared,
    DateTimeOffset? LastSeen,
    DateTimeOffset CountsFrom,
    DateTimeOffset? LateFrom,
    DateTimeOffset? LateSince,
    AlertId? Alert
);

/// <summary>Data that is late.</summary>
/// <param name="Stream">windows, labels, decisions, figures or evaluations.</param>
/// <param name="CountsFrom">End of what came last; where nothing came yet, since when it is waited for.</param>
/// <param name="LateSince">Since when it is late.</param>
public sealed record LateStream(string Stream, DateTimeOffset CountsFrom, DateTimeOffset LateSince);
