namespace Governance.Domain.Training;

/// <summary>What lineage says of a run that trained a model.</summary>
/// <param name="Run">The run's UUID.</param>
/// <param name="Job">Namespace and name of its job.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Data">Datasets that it read.</param>
public sealed record TrainedRun(string Run, string Job, DateTimeOffset StartedAt, IReadOnlyList<TrainedData> Data)
{
    /// <summary>The model; null where lineage names none.</summary>
    public string? Model { get; init; }

    /// <summary>Version of the model that it made; null where lineage names none.</summary>
    public string? Version { get; init; }

    /// <summary>The permit that its facet names.</summary>
    public string? Permit { get; init; }

    /// <summary>Commit of the code.</summary>
    public string? Commit { get; init; }

    /// <summary>Purpose that its facet names.</summary>
    public string? Purpose { get; init; }
}

/// <summary>A dataset that a run read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, where lineage names one.</param>
/// <param name="Sha256">Digest of its bytes, where lineage names one.</param>
public sealed record TrainedData(string Name, string? Version, string? Sha256);
