using Governance.Samples.Data;

namespace Governance.Samples.Catalog;

internal sealed record SampleDefinition
{
    public required string Folder { get; init; }

    public required string ModelId { get; init; }

    public required string DisplayName { get; init; }

    public required string RiskClass { get; init; }

    public required string Purpose { get; init; }

    public string? RegulatoryNote { get; init; }

    public required string Task { get; init; }

    public required IReadOnlyList<string> NotFor { get; init; }

    public required string OwnerRole { get; init; }

    /// <summary>The tag by which policy packs know what a model is for.</summary>
    public required string Use { get; init; }

    public required string Users { get; init; }

    public required string TrainingData { get; init; }

    public required IReadOnlyList<string> Limitations { get; init; }

    public required string ThresholdRule { get; init; }

    /// <summary>What a threshold is worth, the higher the better, from true positives, false positives and false negatives.</summary>
    public required Func<long, long, long, double> ThresholdValue { get; init; }

    /// <summary>Category whose levels get their own metrics, or null.</summary>
    public string? SliceFeature { get; init; }

    public string? FavourableOutcome { get; init; }

    /// <summary>What selection means in the fairness evidence: predicted 1. Null where no one is compared.</summary>
    public string? SelectedOutcome { get; init; }

    /// <summary>What a version was tested with before release beside its hold-out rows, or null.</summary>
    public Func<VersionDefinition, Simulation.AssistantSuite>? Suite { get; init; }

    public required ulong Seed { get; init; }

    public required SampleDataSet Data { get; init; }

    public required IReadOnlyList<VersionDefinition> Versions { get; init; }
}
