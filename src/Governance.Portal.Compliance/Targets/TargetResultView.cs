using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>How a version of a model compares with a target.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Outcome">met, missed, known-before or no-result.</param>
/// <param name="Value">The value that is compared; null if there is none.</param>
/// <param name="Source">The evidence or window that the value comes from; null if there is none.</param>
/// <param name="IsLive">True if the value comes from a window of the version in use.</param>
/// <param name="KnownSince">Time from which the result could be known; null if there is none.</param>
public sealed record TargetResultView(
    string Model,
    string Version,
    TargetOutcome Outcome,
    double? Value,
    string? Source,
    bool IsLive,
    DateTimeOffset? KnownSince
);
