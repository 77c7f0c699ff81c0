using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>How a version of a model stands to a target.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Outcome">met, missed, known-before or no-result.</param>
/// <param name="Value">The value that decides; null where nothing counts.</param>
/// <param name="Source">The evidence or window; null where nothing counts.</param>
/// <param name="IsLive">True for a window of what serves.</param>
/// <param name="KnownSince">Since when the result could be known; null where nothing counts.</param>
public sealed record TargetResultView(
    string Model,
    string Version,
    TargetOutcome Outcome,
    double? Value,
    string? Source,
    bool IsLive,
    DateTimeOffset? KnownSince
);
