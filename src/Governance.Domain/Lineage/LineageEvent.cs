using System.Text.Json;

namespace Governance.Domain.Lineage;

/// <summary>What an event is about.</summary>
public enum LineageEventKind
{
    /// <summary>A run of a job.</summary>
    Run,

    /// <summary>A dataset, without a run.</summary>
    Dataset,

    /// <summary>A job as designed, without a run.</summary>
    Job,
}

/// <summary>A dataset or a job as an event names it.</summary>
/// <param name="Namespace">Where its name is unique.</param>
/// <param name="Name">Its name there.</param>
public sealed record LineageName(string Namespace, string Name)
{
    /// <summary>Longest namespace.</summary>
    public const int MaxNamespace = 1_000;

    /// <summary>Longest name.</summary>
    public const int MaxName = 2_000;
}

/// <summary>A dataset in an event.</summary>
/// <param name="Name">Which.</param>
/// <param name="Facets">What is said of it.</param>
/// <param name="FlowFacets">What is said of it in this run: inputFacets or outputFacets.</param>
public sealed record LineageDataset(LineageName Name, JsonElement Facets, JsonElement FlowFacets)
{
    /// <summary>Its digest, where the event names one: facet <c>version</c>, or a facet <c>governance</c> with <c>sha256</c>.</summary>
    public string? Sha256 => DatasetFacets.Sha256(Facets);
}

/// <summary>One OpenLineage 2-0-2 event, checked. What no one here knows of stays in <see cref="Bytes"/>.</summary>
public sealed record LineageEvent
{
    /// <summary>What it is about.</summary>
    public required LineageEventKind Kind { get; init; }

    /// <summary>When it happened, as its sender says.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>False when that time named no zone and was taken as UTC.</summary>
    public bool NamesZone { get; init; } = true;

    /// <summary>Who sent it.</summary>
    public required string Producer { get; init; }

    /// <summary>What it says of the run; null when nothing.</summary>
    public RunState? State { get; init; }

    /// <summary>The run, in lower case with dashes.</summary>
    public string? Run { get; init; }

    /// <summary>What is said of the run.</summary>
    public JsonElement RunFacets { get; init; }

    /// <summary>The job.</summary>
    public LineageName? Job { get; init; }

    /// <summary>What is said of the job.</summary>
    public JsonElement JobFacets { get; init; }

    /// <summary>What was read.</summary>
    public IReadOnlyList<LineageDataset> Inputs { get; init; } = [];

    /// <summary>What was written; of a dataset event the dataset.</summary>
    public IReadOnlyList<LineageDataset> Outputs { get; init; } = [];

    /// <summary>The event in one form: members in order, no spaces.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>SHA-256 of <see cref="Bytes"/>: the same event sent twice is one.</summary>
    public required string Sha256 { get; init; }
}
