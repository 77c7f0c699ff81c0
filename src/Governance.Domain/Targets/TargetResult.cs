namespace Governance.Domain.Targets;

/// <summary>A result on record that measured the metric of a target.</summary>
/// <param name="Reference">The evidence or the window.</param>
/// <param name="MeasuredAt">When it was measured: the newest counts.</param>
/// <param name="FiledAt">Since when it could be known: when evidence was filed, when a live window began.</param>
/// <param name="Values">The values, several where it is given by attribute; none where it is undefined.</param>
/// <param name="Counts">False for what was withdrawn, or is about another artifact.</param>
/// <param name="IsLive">True for a window of what serves.</param>
public sealed record TargetResult(
    string Reference,
    DateTimeOffset MeasuredAt,
    DateTimeOffset FiledAt,
    IReadOnlyList<double> Values,
    bool Counts,
    bool IsLive
);
