using System.Globalization;
using System.Text.Json;

namespace Governance.Domain.Lineage;

/// <summary>Which way data flows between a job and a dataset.</summary>
public enum FlowDirection
{
    /// <summary>The job reads it.</summary>
    Input,

    /// <summary>The job writes it.</summary>
    Output,
}

/// <summary>A dataset that a run read or wrote; of a job event, one that the job reads or writes by design.</summary>
public sealed class LineageFlow
{
    /// <summary>Row number.</summary>
    public long Id { get; init; }

    /// <summary>The run's UUID, or <c>job:</c> and the job's row number.</summary>
    public string Source { get; init; } = "";

    /// <summary>The job.</summary>
    public int Job { get; init; }

    /// <summary>The dataset.</summary>
    public int Dataset { get; init; }

    /// <summary>Which way.</summary>
    public FlowDirection Direction { get; init; }

    /// <summary>Time of the latest event that says so.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Digest of the dataset's content in this run; null when not said.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>When that was said.</summary>
    public DateTimeOffset Sha256At { get; private set; }

    /// <summary>Digest of its columns in this run; null when not said.</summary>
    public string? SchemaSha256 { get; private set; }

    /// <summary>When that was said.</summary>
    public DateTimeOffset SchemaAt { get; private set; }

    /// <summary>Rows read or written; null when not said.</summary>
    public long? Rows { get; private set; }

    /// <summary>What was said of the dataset in this run: inputFacets or outputFacets.</summary>
    public string Facets { get; private set; } = FacetSet.Empty;

    /// <summary>The source of a run.</summary>
    public static string SourceOf(string? run, int job) => run ?? string.Create(CultureInfo.InvariantCulture, $"job:{job}");

    /// <summary>The same, to hear what this one does not.</summary>
    public LineageFlow Copy() => (LineageFlow)MemberwiseClone();

    /// <summary>An event names it. What it does not say of the dataset stays as it was said.</summary>
    public void Hear(LineageDataset dataset, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        (Sha256, Sha256At) = Later(Sha256, Sha256At, dataset.Sha256, at);
        (SchemaSha256, SchemaAt) = Later(SchemaSha256, SchemaAt, DatasetFacets.SchemaSha256(dataset.Facets), at);
        At = at > At ? at : At;
        var facets = FacetSet.Parse(Facets);
        if (facets.Hear(dataset.FlowFacets, at))
        {
            Facets = facets.ToStored();
            using var merged = JsonDocument.Parse(facets.ToJson());
            Rows = DatasetFacets.Rows(merged.RootElement) ?? Rows;
        }
    }

    private static (string? Text, DateTimeOffset At) Later(string? known, DateTimeOffset knownAt, string? said, DateTimeOffset at) =>
        said is not null && (known is null || at > knownAt || (at == knownAt && string.CompareOrdinal(said, known) > 0))
            ? (said, at)
            : (known, knownAt);
}

/// <summary>That a job reads or writes a dataset, in whatever run.</summary>
public sealed class LineageEdge
{
    /// <summary>The job.</summary>
    public int Job { get; init; }

    /// <summary>The dataset.</summary>
    public int Dataset { get; init; }

    /// <summary>Which way.</summary>
    public FlowDirection Direction { get; init; }

    /// <summary>First event that says so.</summary>
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>Latest event that says so.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Makes one.</summary>
    public static LineageEdge Of(int job, int dataset, FlowDirection direction, DateTimeOffset at) =>
        new()
        {
            Job = job,
            Dataset = dataset,
            Direction = direction,
            FirstAt = at,
            LastAt = at,
        };

    /// <summary>An event says so.</summary>
    public void Hear(DateTimeOffset at) => (FirstAt, LastAt) = (at < FirstAt ? at : FirstAt, at > LastAt ? at : LastAt);
}
