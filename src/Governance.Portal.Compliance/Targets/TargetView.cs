using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>A target.</summary>
public sealed record TargetView
{
    /// <summary>Name of the metric, as evidence and policies name it.</summary>
    public required string Metric { get; init; }

    /// <summary>The part of the rows that the target is about; null for all.</summary>
    public string? Slice { get; init; }

    /// <summary>The lowest value that meets the target; null without one.</summary>
    public double? Min { get; init; }

    /// <summary>The highest value that meets the target; null without one.</summary>
    public double? Max { get; init; }

    /// <summary>Unit of the value; null without one.</summary>
    public string? Unit { get; init; }

    /// <summary>Reason for this value.</summary>
    public required string Why { get; init; }

    /// <summary>When it was first signed without having changed since; null while it is a draft.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>The most serious of its results; null while it is not in force.</summary>
    public TargetOutcome? Outcome { get; init; }

    /// <summary>Results of the versions compared for the system; empty while it is not in force.</summary>
    public IReadOnlyList<TargetResultView> Results { get; init; } = [];
}
