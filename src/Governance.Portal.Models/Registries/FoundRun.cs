using Governance.Domain.Lineage;

namespace Governance.Portal.Models.Registries;

/// <summary>A run of a job that made a version of a model, or wrote a table.</summary>
/// <param name="Id">What it is known by there; the same whenever it is read.</param>
/// <param name="Namespace">Where the names of the job and of tables are unique, such as <c>databricks://workspace.example</c>.</param>
/// <param name="Job">The job's name there.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it has not.</param>
public sealed record FoundRun(string Id, string Namespace, string Job, RunState State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>What people call the job.</summary>
    public string? Title { get; init; }

    /// <summary>True when it trained a model.</summary>
    public bool Trains { get; init; }

    /// <summary>What it read.</summary>
    public IReadOnlyList<FoundTable> Inputs { get; init; } = [];

    /// <summary>The tables that it wrote.</summary>
    public IReadOnlyList<FoundTable> Outputs { get; init; } = [];
}

/// <summary>A table, or another dataset, that a run read or wrote.</summary>
/// <param name="Namespace">Where its name is unique.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Version">Its version or digest as the registry calls it; null where it says none.</param>
public sealed record FoundTable(string Namespace, string Name, string? Version = null);
