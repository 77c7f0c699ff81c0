using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>A column of a dataset in the graph.</summary>
/// <param name="Namespace">Namespace of the dataset.</param>
/// <param name="Dataset">Name of the dataset.</param>
/// <param name="Field">The column; <c>*</c> for the dataset as a whole.</param>
public sealed record ColumnNode(string Namespace, string Dataset, string Field)
{
    /// <summary>Under which a program asks for it.</summary>
    public string Id => $"datasetField:{Namespace}:{Dataset}:{Field}";

    /// <summary>Id of its dataset.</summary>
    public string DatasetId => LineageNode.IdOf(LineageNodeKind.Dataset, new LineageName(Namespace, Dataset));
}

/// <summary>One column is made from another.</summary>
/// <param name="From">What it is made from.</param>
/// <param name="To">What is made.</param>
/// <param name="How">How, in the sender's words; null when not said.</param>
/// <param name="Masked">True when it is masked on the way.</param>
public sealed record ColumnEdge(ColumnNode From, ColumnNode To, string? How, bool Masked);

/// <summary>Follows columns from dataset to dataset, by the facet <c>columnLineage</c> as last said.</summary>
public sealed class ReadColumns(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<LimitsOptions> limits)
{
    private const int MaxDepth = 100;

    /// <summary>The ways of the columns of a dataset, or of one of them.</summary>
    /// <param name="nodeId"><c>dataset:NAMESPACE:NAME</c> or <c>datasetField:NAMESPACE:NAME:FIELD</c>.</param>
    /// <param name="depth">Steps from dataset to dataset.</param>
    /// <param name="withDownstream">Also what is made from them.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<ColumnEdge>>> RunAsync(string? nodeId, int depth, bool withDownstream, CancellationToken ct)
    {
        if (depth is < 0 or > MaxDepth)
        {
            return LineageRefusals.DepthNotValid;
        }

        var (dataset, field) = Cut(nodeId);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindNode.ByIdAsync(db, dataset, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        if (found.Value.Node is not { Kind: LineageNodeKind.Dataset } node)
        {
            return LineageRefusals.NodeNotValid;
        }

        var most = limits.Value.LineageNodes;
        var up = await LineageReach.FromAsync(db, [node.Id], downstream: false, depth, most, sha256: null, ct);
        var down = withDownstream ? await LineageReach.FromAsync(db, [node.Id], downstream: true, depth, most, sha256: null, ct) : null;
        var steps = await StepsAsync(db, [.. up.Datasets.Keys.Concat(down?.Datasets.Keys ?? []).Distinct()], ct);
        var begin = field is null
            ? steps
                .SelectMany(s => (ColumnNode[])[s.From, s.To])
                .Where(c => c.Namespace == node.Namespace && c.Dataset == node.Name)
                .Distinct()
                .ToList()
            : [new ColumnNode(node.Namespace, node.Name, field)];
        var kept = new HashSet<ColumnEdge>();
        Follow(begin, steps.ToLookup(s => s.To), s => s.From, kept, most);
        if (withDownstream)
        {
            Follow(begin, steps.ToLookup(s => s.From), s => s.To, kept, most);
        }

        return Result<IReadOnlyList<ColumnEdge>>.Done([
            .. kept.OrderBy(e => e.To.Id, StringComparer.Ordinal).ThenBy(e => e.From.Id, StringComparer.Ordinal),
        ]);
    }

    /// <summary>The ways in the shape of Marquez.</summary>
    public static JsonObject ToJson(IReadOnlyList<ColumnEdge> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var into = edges.ToLookup(e => e.To);
        var outOf = edges.ToLookup(e => e.From);
        var columns = edges.SelectMany(e => (ColumnNode[])[e.To, e.From]).Distinct().OrderBy(c => c.Id, StringComparer.Ordinal);
        return new JsonObject
        {
            ["graph"] = new JsonArray([
                .. columns.Select(c =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = c.Id,
                            ["type"] = "DATASET_FIELD",
                            ["data"] = new JsonObject
                            {
                                ["namespace"] = c.Namespace,
                                ["dataset"] = c.Dataset,
                                ["field"] = c.Field,
                                ["inputFields"] = new JsonArray([
                                    .. into[c]
                                        .Select(e =>
                                            (JsonNode)
                                                new JsonObject
                                                {
                                                    ["namespace"] = e.From.Namespace,
                                                    ["dataset"] = e.From.Dataset,
                                                    ["field"] = e.From.Field,
                                                    ["transformationDescription"] = e.How,
                                                    ["masked"] = e.Masked,
                                                }
                                        ),
                                ]),
                            },
                            ["inEdges"] = Edges(into[c]),
                            ["outEdges"] = Edges(outOf[c]),
                        }
                ),
            ]),
        };
    }

    private static JsonArray Edges(IEnumerable<ColumnEdge> edges) =>
        new([.. edges.Select(e => (JsonNode)new JsonObject { ["origin"] = e.From.Id, ["destination"] = e.To.Id })]);

    // The column is what stands behind the last colon: namespaces hold colons, columns hardly ever.
    private static (string? Dataset, string? Field) Cut(string? nodeId)
    {
        const string prefix = "datasetField:";
        if (nodeId is null || !nodeId.StartsWith(prefix, StringComparison.Ordinal))
        {
            return (nodeId, null);
        }

        var at = nodeId.LastIndexOf(':');
        return at < prefix.Length ? (null, null) : ($"dataset:{nodeId[prefix.Length..at]}", nodeId[(at + 1)..]);
    }

    private static void Follow(
        List<ColumnNode> begin,
        ILookup<ColumnNode, ColumnEdge> steps,
        Func<ColumnEdge, ColumnNode> next,
        HashSet<ColumnEdge> kept,
        int most
    )
    {
        var seen = begin.ToHashSet();
        var waiting = new Queue<ColumnNode>(begin);
        while (waiting.TryDequeue(out var column) && kept.Count < most)
        {
            foreach (var step in steps[column])
            {
                kept.Add(step);
                if (seen.Add(next(step)))
                {
                    waiting.Enqueue(next(step));
                }
            }
        }
    }

    private static async Task<List<ColumnEdge>> StepsAsync(GovernanceDbContext db, List<int> datasets, CancellationToken ct)
    {
        var edges = new List<ColumnEdge>();
        foreach (var part in datasets.Chunk(100))
        {
            foreach (
                var node in await db
                    .LineageNodes.AsNoTracking()
                    .Where(n => part.Contains(n.Id))
                    .Select(n => new
                    {
                        n.Namespace,
                        n.Name,
                        n.Facets,
                    })
                    .ToListAsync(ct)
            )
            {
                using var facets = JsonDocument.Parse(FacetSet.Parse(node.Facets).ToJson());
                edges.AddRange(
                    DatasetFacets
                        .ColumnSteps(facets.RootElement)
                        .Select(s => new ColumnEdge(
                            new ColumnNode(s.From.Namespace, s.From.Name, s.Input ?? "*"),
                            new ColumnNode(node.Namespace, node.Name, s.Output),
                            s.How,
                            s.Masked
                        ))
                );
            }
        }

        return edges;
    }
}
