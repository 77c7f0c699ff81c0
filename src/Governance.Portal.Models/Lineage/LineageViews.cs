using System.Text.Json.Serialization;
using Governance.Domain.Decisions;
using Governance.Domain.Models;

namespace Governance.Portal.Models.Lineage;

/// <summary>What is drawn as one node.</summary>
public enum GraphNodeKind
{
    /// <summary>A dataset.</summary>
    Dataset,

    /// <summary>A job.</summary>
    Job,

    /// <summary>A version of a model.</summary>
    Model,

    /// <summary>A deployment.</summary>
    Deployment,

    /// <summary>Decisions that a version made.</summary>
    Decisions,
}

/// <summary>A node of the graph.</summary>
/// <param name="Id">Under which a program asks for it: <c>dataset:NAMESPACE:NAME</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Namespace">Where its name is unique; null outside of lineage.</param>
/// <param name="Name">Its name.</param>
/// <param name="Detail">What is worth knowing about it, in a few words.</param>
/// <param name="Sha256">Digest of its content; null when not known.</param>
/// <param name="Href">Its page; null when it has none.</param>
public sealed record GraphNode(string Id, GraphNodeKind Kind, string? Namespace, string Name, string? Detail, string? Sha256, string? Href);

/// <summary>Data flows from one node to another.</summary>
/// <param name="From">Place of the node in the list.</param>
/// <param name="To">Place of the node in the list.</param>
public sealed record GraphEdge(int From, int To);

/// <summary>A graph around one node.</summary>
/// <param name="Start">Id of the node it was asked for.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Edges">The edges, by places in the list of nodes.</param>
/// <param name="IsCut">True when there is more than was asked for or is drawn at once.</param>
public sealed record LineageGraph(string Start, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, bool IsCut);

/// <summary>A dataset that is affected, or was used.</summary>
/// <param name="NodeId">Its id.</param>
/// <param name="Namespace">Where its name is unique.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Digest of its content, as last said.</param>
/// <param name="Distance">Steps from where was asked.</param>
public sealed record ReachedDataset(string NodeId, string Namespace, string Name, string? Sha256, int Distance);

/// <summary>A version of a model that is affected.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Through">Dataset by which it was reached.</param>
/// <param name="Role"><c>artifact</c>, or what the version used that dataset for.</param>
/// <param name="By"><c>sha256</c> or <c>name</c>: what graph and registry agree in.</param>
public sealed record ReachedVersion(string Model, string Version, Stage Stage, string Through, string Role, string By);

/// <summary>A deployment that is affected.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Environment">Where it runs.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">Until when; null while it runs.</param>
public sealed record ReachedDeployment(
    DeploymentId Id,
    string Model,
    string Version,
    string Environment,
    DateTimeOffset Since,
    DateTimeOffset? Until
);

/// <summary>Decisions that are affected.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Count">How many; of more than 100,000 this many.</param>
/// <param name="More">True when there are more.</param>
/// <param name="First">Time of the first one.</param>
/// <param name="Last">Time of the last one.</param>
/// <param name="Batches">Batches they are in, at most 100.</param>
public sealed record ReachedDecisions(
    string Model,
    string Version,
    int Count,
    bool More,
    DateTimeOffset First,
    DateTimeOffset Last,
    IReadOnlyList<DecisionBatchId> Batches
);

/// <summary>What is affected if a dataset is bad.</summary>
/// <param name="NodeId">The dataset, job or version that was asked about.</param>
/// <param name="Datasets">Datasets made from it.</param>
/// <param name="Jobs">How many jobs lie between.</param>
/// <param name="Models">Names of the models.</param>
/// <param name="Versions">Their versions.</param>
/// <param name="Deployments">Their deployments, those that have ended too.</param>
/// <param name="Decisions">What they decided.</param>
/// <param name="IsCut">True when there is more than one answer holds.</param>
public sealed record LineageImpact(
    string NodeId,
    IReadOnlyList<ReachedDataset> Datasets,
    int Jobs,
    IReadOnlyList<string> Models,
    IReadOnlyList<ReachedVersion> Versions,
    IReadOnlyList<ReachedDeployment> Deployments,
    IReadOnlyList<ReachedDecisions> Decisions,
    bool IsCut
);

/// <summary>Where a dataset or version comes from.</summary>
/// <param name="NodeId">The dataset, job or version that was asked about.</param>
/// <param name="Datasets">Datasets it was made from, nearest first.</param>
/// <param name="Registered">Datasets its registration names.</param>
/// <param name="Runs">Runs that made it, newest first.</param>
/// <param name="IsCut">True when there is more than one answer holds.</param>
public sealed record LineageProvenance(
    string NodeId,
    IReadOnlyList<ReachedDataset> Datasets,
    IReadOnlyList<DeclaredDataset> Registered,
    IReadOnlyList<ReachedRun> Runs,
    bool IsCut
);

/// <summary>A dataset that a registration names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Role">What it was used for.</param>
/// <param name="Seen">Id of the dataset in the graph; null when no event has named it.</param>
/// <param name="By"><c>sha256</c> or <c>name</c>: what they agree in; null when not seen.</param>
public sealed record DeclaredDataset(string Name, string Version, string Sha256, string Role, string? Seen, string? By);

/// <summary>A run on the way.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Job">Its job's id.</param>
/// <param name="State">START, RUNNING, COMPLETE, ABORT, FAIL or OTHER.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="AssumedZone"><c>UTC</c> when one of its events gave a time without a zone, which was taken as that; else absent.</param>
public sealed record ReachedRun(
    string Id,
    string Job,
    string State,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AssumedZone = null
);
