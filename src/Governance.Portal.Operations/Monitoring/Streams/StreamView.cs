using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Data that a model is expected to get, as shown.</summary>
/// <param name="Stream">windows, labels, decisions, figures or evaluations.</param>
/// <param name="Version">The version it is waited for.</param>
/// <param name="EveryHours">Hours from one arrival to the next; null while no rhythm is known.</param>
/// <param name="Declared">True when a monitor declares the rhythm, false when it was learnt; null while none is known.</param>
/// <param name="LastSeen">End of what came last of it; null when nothing ever came.</param>
/// <param name="CountsFrom">From when silence counts: what came last, or its deployment or its monitor where that is later.</param>
/// <param name="LateFrom">From when on it is late unless something comes; null where no one waits for it.</param>
/// <param name="LateSince">Since when it is late; null while it is not.</param>
/// <param name="Alert">The alert about it that is not over; null when there is none.</param>
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
