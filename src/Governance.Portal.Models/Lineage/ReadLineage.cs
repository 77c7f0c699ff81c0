using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Lineage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>A page by offset, as Marquez pages.</summary>
/// <param name="Limit">1 to 500.</param>
/// <param name="Offset">From 0.</param>
public readonly record struct OffsetPage(int Limit, int Offset);

/// <summary>Reads datasets, jobs, runs and events in the shapes of Marquez, so that its user interfaces work.</summary>
public sealed class ReadLineage(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    // Datasets of one job that are named.
    private const int MaxEdges = 5_000;

    /// <summary>Namespaces.</summary>
    public async Task<JsonObject> NamespacesAsync(OffsetPage page, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = db
            .LineageNodes.AsNoTracking()
            .GroupBy(n => n.Namespace)
            .Select(g => new
            {
                Name = g.Key,
                First = g.Min(n => n.FirstAt),
                Last = g.Max(n => n.LastAt),
            });
        var items = await all.OrderBy(n => n.Name).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return new JsonObject
        {
            ["namespaces"] = new JsonArray([
                .. items.Select(n =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = n.Name,
                            ["createdAt"] = Time(n.First),
                            ["updatedAt"] = Time(n.Last),
                            ["ownerName"] = "",
                            ["description"] = null,
                            ["isHidden"] = false,
                        }
                ),
            ]),
        };
    }

    /// <summary>Datasets or jobs of a namespace.</summary>
    public async Task<JsonObject> ListAsync(LineageNodeKind kind, string space, OffsetPage page, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = db.LineageNodes.AsNoTracking().Where(n => n.Kind == kind && n.Namespace == space);
        var nodes = await all.OrderBy(n => n.Search).ThenBy(n => n.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        var items = await ObjectsAsync(db, nodes, ct);
        return new JsonObject
        {
            [kind is LineageNodeKind.Dataset ? "datasets" : "jobs"] = new JsonArray([.. items]),
            ["totalCount"] = await all.CountAsync(ct),
        };
    }

    /// <summary>One dataset or job.</summary>
    public async Task<Result<JsonObject>> GetAsync(LineageNodeKind kind, string space, string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await FindNode.ByNameAsync(db, kind, space, name, ct) is { } node
            ? (await ObjectsAsync(db, [node], ct))[0]
            : LineageRefusals.NotFound;
    }

    /// <summary>Runs of a job, newest first.</summary>
    public async Task<Result<JsonObject>> RunsAsync(string space, string name, OffsetPage page, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await FindNode.ByNameAsync(db, LineageNodeKind.Job, space, name, ct) is not { } job)
        {
            return LineageRefusals.NotFound;
        }

        var all = db.LineageRuns.AsNoTracking().Where(r => r.Job == job.Id);
        var runs = await all.OrderByDescending(r => r.LastAt).ThenBy(r => r.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return new JsonObject
        {
            ["runs"] = new JsonArray([.. runs.Select(r => (JsonNode)Run(r, job))]),
            ["totalCount"] = await all.CountAsync(ct),
        };
    }

    /// <summary>One run with what it read and wrote.</summary>
    public async Task<Result<JsonObject>> RunAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var key = Guid.TryParse(id, out var parsed) ? parsed.ToString("D") : id;
        if (await db.LineageRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == key, ct) is not { } run)
        {
            return LineageRefusals.NotFound;
        }

        var job = await db.LineageNodes.AsNoTracking().SingleAsync(n => n.Id == run.Job, ct);
        var flows = await db
            .LineageFlows.AsNoTracking()
            .Where(f => f.Source == run.Id)
            .Join(
                db.LineageNodes,
                f => f.Dataset,
                n => n.Id,
                (f, n) =>
                    new
                    {
                        f.Direction,
                        n.Namespace,
                        n.Name,
                        f.Sha256,
                        f.Rows,
                        f.Facets,
                    }
            )
            .OrderBy(f => f.Namespace)
            .ThenBy(f => f.Name)
            .Take(5_000)
            .ToListAsync(ct);
        var json = Run(run, job);
        foreach (
            var (member, facets, direction) in (ReadOnlySpan<(string, string, FlowDirection)>)
                [
                    ("inputDatasetVersions", "inputFacets", FlowDirection.Input),
                    ("outputDatasetVersions", "outputFacets", FlowDirection.Output),
                ]
        )
        {
            json[member] = new JsonArray([
                .. flows
                    .Where(f => f.Direction == direction)
                    .Select(f =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["datasetVersionId"] = new JsonObject
                                {
                                    ["namespace"] = f.Namespace,
                                    ["name"] = f.Name,
                                    ["version"] = f.Sha256,
                                },
                                ["rowCount"] = f.Rows,
                                ["facets"] = Parse(FacetSet.Parse(f.Facets).ToJson()),
                            }
                    ),
            ]);
        }

        return json;
    }

    /// <summary>Events as they came, newest first.</summary>
    public async Task<JsonObject> EventsAsync(DateTimeOffset? after, DateTimeOffset? before, OffsetPage page, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = db.LineageEvents.AsNoTracking().Where(e => (after == null || e.At >= after) && (before == null || e.At < before));
        var events = await all.OrderByDescending(e => e.At)
            .ThenByDescending(e => e.Id)
            .Skip(page.Offset)
            .Take(page.Limit)
            .Select(e => e.Bytes)
            .ToListAsync(ct);
        return new JsonObject
        {
            ["events"] = new JsonArray([.. events.Select(e => JsonNode.Parse(e))]),
            ["totalCount"] = await all.CountAsync(ct),
        };
    }

    /// <summary>Datasets and jobs whose name holds a text.</summary>
    public async Task<JsonObject> SearchAsync(string? text, LineageNodeKind? kind, OffsetPage page, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = Matching(db, text, kind);
        var nodes = await all.OrderBy(n => n.Search).ThenBy(n => n.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return new JsonObject
        {
            ["totalCount"] = await all.CountAsync(ct),
            ["results"] = new JsonArray([
                .. nodes.Select(n =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = n.Name,
                            ["namespace"] = n.Namespace,
                            ["nodeId"] = n.NodeId,
                            ["type"] = Type(n),
                            ["updatedAt"] = Time(n.LastAt),
                        }
                ),
            ]),
        };
    }

    /// <summary>The graph around a node, as Marquez gives it: datasets and jobs with their edges.</summary>
    public async Task<Result<JsonObject>> GraphAsync(LineageGraph graph, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(graph);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var inside = Enumerable
            .Range(0, graph.Nodes.Count)
            .Where(i => graph.Nodes[i] is { Namespace: not null, Kind: GraphNodeKind.Dataset or GraphNodeKind.Job })
            .ToHashSet();
        var into = graph.Edges.Where(e => inside.Contains(e.From) && inside.Contains(e.To)).ToLookup(e => e.To);
        var outOf = graph.Edges.Where(e => inside.Contains(e.From) && inside.Contains(e.To)).ToLookup(e => e.From);
        // One parameter, however large the graph is.
        var keys = inside.Select(i => KeyOf(graph.Nodes[i])).ToList();
        var stored = (await db.LineageNodes.AsNoTracking().Where(n => EF.Parameter(keys).Contains(n.Key)).ToListAsync(ct)).ToDictionary(
            n => n.NodeId,
            StringComparer.Ordinal
        );
        var list = new JsonArray();
        foreach (var i in inside.Order())
        {
            var node = graph.Nodes[i];
            list.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = node.Id,
                        ["type"] = node.Kind is GraphNodeKind.Dataset ? "DATASET" : "JOB",
                        ["data"] = stored.TryGetValue(node.Id, out var found) ? Data(found) : null,
                        ["inEdges"] = Edges(graph, into[i]),
                        ["outEdges"] = Edges(graph, outOf[i]),
                    }
            );
        }

        return new JsonObject { ["graph"] = list, ["truncated"] = graph.IsCut };
    }

    internal static IQueryable<LineageNode> Matching(GovernanceDbContext db, string? text, LineageNodeKind? kind)
    {
        var all = db.LineageNodes.AsNoTracking().Where(n => kind == null || n.Kind == kind);
        if (string.IsNullOrWhiteSpace(text))
        {
            return all;
        }

        var part = text.Trim().Replace("\0", "", StringComparison.Ordinal).ToLowerInvariant();
        return all.Where(n => n.Search.Contains(part));
    }

    internal static JsonObject Data(LineageNode node)
    {
        var facets = FacetSet.Parse(node.Facets).ToJson();
        var json = new JsonObject
        {
            ["id"] = new JsonObject { ["namespace"] = node.Namespace, ["name"] = node.Name },
            ["type"] = node.Kind is LineageNodeKind.Dataset ? "DB_TABLE" : "BATCH",
            ["name"] = node.Name,
            ["simpleName"] = node.Name,
            ["namespace"] = node.Namespace,
            ["createdAt"] = Time(node.FirstAt),
            ["updatedAt"] = Time(node.LastAt),
        };
        using var parsed = JsonDocument.Parse(facets);
        if (node.Kind is LineageNodeKind.Dataset)
        {
            json["physicalName"] = node.Name;
            json["sourceName"] = node.Namespace;
            json["currentVersion"] = DatasetFacets.Version(parsed.RootElement);
            json["sha256"] = node.Sha256;
            json["fields"] = new JsonArray([
                .. (DatasetFacets.Columns(parsed.RootElement) ?? []).Select(c =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = c.Name,
                            ["type"] = c.Type,
                            ["tags"] = new JsonArray(),
                        }
                ),
            ]);
        }

        json["facets"] = Parse(facets);
        return json;
    }

    internal static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string KeyOf(GraphNode node) =>
        LineageNode.KeyOf(
            node.Kind is GraphNodeKind.Dataset ? LineageNodeKind.Dataset : LineageNodeKind.Job,
            new LineageName(node.Namespace!, node.Name)
        );

    private static JsonArray Edges(LineageGraph graph, IEnumerable<GraphEdge> edges) =>
        new([
            .. edges.Select(e => (JsonNode)new JsonObject { ["origin"] = graph.Nodes[e.From].Id, ["destination"] = graph.Nodes[e.To].Id }),
        ]);

    private static string Type(LineageNode node) => node.Kind is LineageNodeKind.Dataset ? "DATASET" : "JOB";

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    // What the jobs of a page read and wrote, and their latest runs, by one statement each.
    private static async Task<List<JsonObject>> ObjectsAsync(GovernanceDbContext db, List<LineageNode> nodes, CancellationToken ct)
    {
        var jobs = nodes.Where(n => n.Kind is not LineageNodeKind.Dataset).Select(n => n.Id).ToList();
        if (jobs.Count == 0)
        {
            return nodes.ConvertAll(Data);
        }

        var edges = (
            await db
                .LineageEdges.AsNoTracking()
                .Where(e => jobs.Contains(e.Job))
                .Join(
                    db.LineageNodes,
                    e => e.Dataset,
                    n => n.Id,
                    (e, n) =>
                        new
                        {
                            e.Job,
                            e.Direction,
                            n.Namespace,
                            n.Name,
                        }
                )
                .OrderBy(e => e.Namespace)
                .ThenBy(e => e.Name)
                .ToListAsync(ct)
        ).ToLookup(e => e.Job);
        var latest = db
            .LineageNodes.Where(n => jobs.Contains(n.Id))
            .Select(n =>
                db.LineageRuns.Where(r => r.Job == n.Id)
                    .OrderByDescending(r => r.LastAt)
                    .ThenBy(r => r.Id)
                    .Select(r => r.Id)
                    .FirstOrDefault()
            );
        var runs = await db.LineageRuns.AsNoTracking().Where(r => latest.Contains(r.Id)).ToDictionaryAsync(r => r.Job, ct);
        return nodes.ConvertAll(node =>
        {
            var json = Data(node);
            if (node.Kind is not LineageNodeKind.Dataset)
            {
                var own = edges[node.Id].Take(MaxEdges).ToList();
                json["inputs"] = Names(own.Where(e => e.Direction is FlowDirection.Input).Select(e => (e.Namespace, e.Name)));
                json["outputs"] = Names(own.Where(e => e.Direction is FlowDirection.Output).Select(e => (e.Namespace, e.Name)));
                json["latestRun"] = runs.TryGetValue(node.Id, out var run) ? Run(run, node) : null;
            }

            return json;
        });
    }

    private static JsonArray Names(IEnumerable<(string Namespace, string Name)> names) =>
        new([.. names.Select(n => (JsonNode)new JsonObject { ["namespace"] = n.Namespace, ["name"] = n.Name })]);

    private static JsonObject Run(LineageRun run, LineageNode job) =>
        new()
        {
            ["id"] = run.Id,
            ["jobName"] = job.Name,
            ["namespace"] = job.Namespace,
            ["createdAt"] = Time(run.FirstAt),
            ["updatedAt"] = Time(run.LastAt),
            // Marquez has five words; OTHER is a run of which nothing is known yet.
            ["state"] = run.State switch
            {
                RunState.Complete => "COMPLETED",
                RunState.Abort => "ABORTED",
                RunState.Fail => "FAILED",
                RunState.Other => "NEW",
                RunState.Start or RunState.Running => "RUNNING",
            },
            ["startedAt"] = run.StartedAt is { } started ? Time(started) : null,
            ["endedAt"] = run.EndedAt is { } ended ? Time(ended) : null,
            ["durationMs"] = run is { StartedAt: { } from, EndedAt: { } to } && to >= from ? (long)(to - from).TotalMilliseconds : null,
            ["facets"] = Parse(FacetSet.Parse(run.Facets).ToJson()),
        };
}
