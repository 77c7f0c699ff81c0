using Governance.Domain.Training;

namespace Governance.Portal.Approvals.Training;

/// <summary>A training run.</summary>
public sealed record TrainingRunView
{
    /// <summary>Its id.</summary>
    public required TrainingRunId Id { get; init; }

    /// <summary>The run's UUID in lineage.</summary>
    public required string Run { get; init; }

    /// <summary>Namespace and name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>The model; null if lineage names none.</summary>
    public string? Model { get; init; }

    /// <summary>The resulting version.</summary>
    public string? Version { get; init; }

    /// <summary>Commit of the code.</summary>
    public string? Commit { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>Whether permits cover the run.</summary>
    public required TrainingVerdict Verdict { get; init; }

    /// <summary>The permit that fits best.</summary>
    public TrainingPermitId? Permit { get; init; }

    /// <summary>Datasets that it read.</summary>
    public required IReadOnlyList<TrainedData> Data { get; init; }

    /// <summary>Datasets that were not covered.</summary>
    public required IReadOnlyList<TrainingGap> Gaps { get; init; }

    /// <summary>Names of the people responsible for that data.</summary>
    public required IReadOnlyList<string> Asked { get; init; }

    /// <summary>True while it is waiting for an answer.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>The answer that one of them gave.</summary>
    public string? Answer { get; init; }

    /// <summary>Who answered.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When they answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Whether the caller may answer.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayAnswer { get; init; }
}
