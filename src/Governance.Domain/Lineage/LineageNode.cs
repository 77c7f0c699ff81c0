using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Lineage;

/// <summary>What a node of the graph is.</summary>
public enum LineageNodeKind
{
    /// <summary>A dataset.</summary>
    Dataset,

    /// <summary>A job.</summary>
    Job,
}

/// <summary>A dataset or job as its events together describe it.</summary>
public sealed class LineageNode
{
    /// <summary>Row number.</summary>
    public int Id { get; init; }

    /// <summary>What it is.</summary>
    public LineageNodeKind Kind { get; init; }

    /// <summary>Where its name is unique.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Its name there.</summary>
    public string Name { get; init; } = "";

    /// <summary>Digest of kind, namespace and name: names may be longer than an index takes.</summary>
    public string Key { get; init; } = "";

    /// <summary>Namespace and name in lower case, for searches.</summary>
    public string Search { get; init; } = "";

    /// <summary>Time of the earliest event that names it.</summary>
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>Time of the latest event that names it.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Its facets, each as last said.</summary>
    public string Facets { get; private set; } = FacetSet.Empty;

    /// <summary>Digest of its content as last said; null when never said.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>When that was said.</summary>
    public DateTimeOffset Sha256At { get; private set; }

    /// <summary>How many columns it has; null when never said.</summary>
    public int? Columns { get; private set; }

    /// <summary>Model that it is the artifact of, where its facet says so.</summary>
    public string? Model { get; private set; }

    /// <summary>Version of that model.</summary>
    public string? ModelVersion { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>The id under which a program asks for it.</summary>
    public string NodeId => IdOf(Kind, new LineageName(Namespace, Name));

    /// <summary>Makes one.</summary>
    public static LineageNode Of(LineageNodeKind kind, LineageName name, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(name);
        var search = $"{name.Namespace}/{name.Name}".ToLowerInvariant();
        return new LineageNode
        {
            Kind = kind,
            Namespace = name.Namespace,
            Name = name.Name,
            Key = KeyOf(kind, name),
            Search = search,
            FirstAt = at,
            LastAt = at,
        };
    }

    /// <summary>The key of a name.</summary>
    public static string KeyOf(LineageNodeKind kind, LineageName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Sha256Hex.Of(Encoding.UTF8.GetBytes($"{(kind is LineageNodeKind.Dataset ? 'd' : 'j')}\0{name.Namespace}\0{name.Name}"));
    }

    /// <summary>The id under which a program asks for it.</summary>
    public static string IdOf(LineageNodeKind kind, LineageName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return $"{(kind is LineageNodeKind.Dataset ? "dataset" : "job")}:{name.Namespace}:{name.Name}";
    }

    /// <summary>The same, to hear what this one does not.</summary>
    public LineageNode Copy() => (LineageNode)MemberwiseClone();

    /// <summary>An event names it.</summary>
    public void Hear(JsonElement facets, DateTimeOffset at)
    {
        (FirstAt, LastAt) = (at < FirstAt ? at : FirstAt, at > LastAt ? at : LastAt);
        Revision++;
        var known = FacetSet.Parse(Facets);
        if (!known.Hear(facets, at))
        {
            return;
        }

        Facets = known.ToStored();
        if (Kind is LineageNodeKind.Job)
        {
            return;
        }

        using var merged = JsonDocument.Parse(known.ToJson());
        Columns = DatasetFacets.Columns(merged.RootElement)?.Count;
        (Model, ModelVersion) = DatasetFacets.ModelVersion(merged.RootElement) is ({ Length: <= 100 } model, { Length: <= 64 } version)
            ? (model, version)
            : (null, null);
        if (
            DatasetFacets.Sha256(facets) is { } sha256
            && (Sha256 is null || at > Sha256At || (at == Sha256At && string.CompareOrdinal(sha256, Sha256) > 0))
        )
        {
            (Sha256, Sha256At) = (sha256, at);
        }
    }
}
