using Governance.Domain.Training;

namespace Governance.Portal.Approvals.Training;

/// <summary>A run that trained, as pages and programs see it.</summary>
public sealed record TrainingRunView
{
    /// <summary>Its id.</summary>
    public required TrainingRunId Id { get; init; }

    /// <summary>The run's UUID in lineage.</summary>
    public required string Run { get; init; }

    /// <summary>Namespace and name of its job.</summary>
    public required string Job { get; init; }

    /// <summary>The model; null where lineage names none.</summary>
    public string? Model { get; init; }

    /// <summary>Version that it made.</summary>
    public string? Version { get; init; }

    /// <summary>Commit of the code.</summary>
    public string? Commit { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>Whether permits cover it.</summary>
    public required TrainingVerdict Verdict { get; init; }

    /// <summary>The permit that fits best.</summary>
    public TrainingPermitId? Permit { get; init; }

    /// <summary>Datasets that it read.</summary>
    public required IReadOnlyList<TrainedData> Data { get; init; }

    /// <summary>Datasets that were not covered.</summary>
    public required IReadOnlyList<TrainingGap> Gaps { get; init; }

    /// <summary>Names of those who answer for it.</summary>
    public required IReadOnlyList<string> Asked { get; init; }

    /// <summary>True while it waits for an answer.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>What one of them answered.</summary>
    public string? Answer { get; init; }

    /// <summary>Who.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Whether the reader may answer.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayAnswer { get; init; }
}
