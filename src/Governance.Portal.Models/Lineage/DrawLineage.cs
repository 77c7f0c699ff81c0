using Governance.Data;
using Governance.Domain;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// Puts together the graph around one node: what it was made from, what was made from it, and the versions, deployments and decisions at
/// its end.
/// </summary>
public sealed class DrawLineage(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<LimitsOptions> limits)
{
    private const int MaxDepth = 100;
    private const int Chunk = 400;
    private const int MaxDeployments = 200;
    private const int MaxCounted = 10_000;

    /// <summary>The graph.</summary>
    /// <param name="nodeId">A dataset, job or version.</param>
    /// <param name="depth">Steps from dataset to dataset, each way.</param>
    /// <param name="most">Nodes; as many as the limit allows when absent.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<LineageGraph>> RunAsync(string? nodeId, int depth, int? most, CancellationToken ct)
    {
        if (depth is < 0 or > MaxDepth)
        {
            return LineageRefusals.DepthNotValid;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindNode.ByIdAsync(db, nodeId, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var limit = Math.Min(most ?? int.MaxValue, limits.Value.LineageNodes);
        var drawing = new Drawing(db, found.Value);
        var (before, links) = await TraceLineage.StartAsync(db, found.Value, FlowDirection.Input, ct);
        var (after, _) = await TraceLineage.StartAsync(db, found.Value, FlowDirection.Output, ct);
        // Half of the room for each side, so that a long past does not hide what is affected.
        var down = await LineageReach.FromAsync(db, after, downstream: true, depth, limit / 2, sha256: null, ct);
        var up = await LineageReach.FromAsync(db, before, downstream: false, depth, limit - (limit / 2), sha256: null, ct);
        await drawing.AddFlowsAsync([up, down], ct);
        if (found.Value.Node is { Kind: LineageNodeKind.Job } job)
        {
            drawing.AddJob(job, before, after);
        }

        if (found.Value.Version is { } version)
        {
            drawing.AddVersion(version, links, up);
        }

        await drawing.AddVersionsAsync(down, ct);
        await drawing.AddUsesAsync(ct);
        return drawing.Result(up.IsCut || down.IsCut);
    }

    /// <summary>Collects nodes and edges.</summary>
    private sealed class Drawing(GovernanceDbContext db, StartNode start)
    {
        private readonly List<GraphNode> _nodes = [];
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private readonly Dictionary<int, int> _stored = [];
        private readonly HashSet<GraphEdge> _edges = [];
        private readonly Dictionary<(string Model, string Version), int> _versions = [];

        public LineageGraph Result(bool isCut) => new(start.Id, _nodes, [.. _edges], isCut);

        public async Task AddFlowsAsync(IReadOnlyList<LineageReach> sides, CancellationToken ct)
        {
            var ids = sides.SelectMany(s => s.Datasets.Keys.Concat(s.Jobs)).Distinct().ToList();
            if (start.Node is { } own)
            {
                ids.Add(own.Id);
            }

            var found = new SortedDictionary<string, (int Row, GraphNode Node)>(StringComparer.Ordinal);
            foreach (var part in ids.Distinct().Chunk(Chunk))
            {
                var nodes = await db
                    .LineageNodes.AsNoTracking()
                    .Where(n => part.Contains(n.Id))
                    .Select(n => new
                    {
                        n.Id,
                        n.Kind,
                        n.Namespace,
                        n.Name,
                        n.Sha256,
                        n.Columns,
                    })
                    .ToListAsync(ct);
                foreach (var node in nodes)
                {
                    var id = LineageNode.IdOf(node.Kind, new LineageName(node.Namespace, node.Name));
                    var kind = node.Kind is LineageNodeKind.Dataset ? GraphNodeKind.Dataset : GraphNodeKind.Job;
                    var detail = node.Columns is { } columns ? Formats.Plural(columns, "column") : null;
                    found[id] = (
                        node.Id,
                        new GraphNode(id, kind, node.Namespace, node.Name, detail, node.Sha256, LineageAddresses.Graph(id))
                    );
                }
            }

            // By their ids, so that the same graph is always drawn in the same way.
            foreach (var (row, node) in found.Values)
            {
                _stored[row] = Add(node);
            }

            foreach (var (from, to, _) in sides.SelectMany(s => s.Steps))
            {
                Connect(from, to);
            }
        }

        public void AddJob(LineageNode job, IReadOnlyCollection<int> before, IReadOnlyCollection<int> after)
        {
            foreach (var dataset in before)
            {
                Connect(dataset, job.Id);
            }

            foreach (var dataset in after)
            {
                Connect(job.Id, dataset);
            }
        }

        public void AddVersion(ModelVersion version, IReadOnlyList<RegistryLink> links, LineageReach up)
        {
            var place = Version(version.Model, version.Version, version.ArtifactSha256.Length == 0 ? null : version.ArtifactSha256);
            foreach (var link in links.Where(l => l.IsArtifact))
            {
                _edges.Add(new GraphEdge(_stored[link.Node], place));
            }

            // A dataset that leads to the artifact anyway needs no edge of its own.
            var leads = Before(links.Where(l => l.IsArtifact).Select(l => l.Node), up);
            foreach (var link in links.Where(l => !l.IsArtifact && !leads.Contains(l.Node)))
            {
                _edges.Add(new GraphEdge(_stored[link.Node], place));
            }

            foreach (
                var dataset in version.ReadManifest().Datasets.Where(d => !_nodes.Exists(n => n.Sha256 == d.Sha256 || n.Name == d.Name))
            )
            {
                var at = Add(
                    new GraphNode(
                        $"registered:{dataset.Sha256}",
                        GraphNodeKind.Dataset,
                        null,
                        dataset.Name,
                        T["version {0}, no events", dataset.Version],
                        dataset.Sha256,
                        null
                    )
                );
                _edges.Add(new GraphEdge(at, place));
            }
        }

        public async Task AddVersionsAsync(LineageReach down, CancellationToken ct)
        {
            var links = start.Version is { } own
                ? await FindVersions.DownstreamAsync(db, down, own, ct)
                : await FindVersions.OfAsync(db, [.. down.Datasets.Keys], ct);
            // The version that was asked for has its edges already; a node that came since the nodes were read is not drawn.
            links.RemoveAll(l => !_stored.ContainsKey(l.Node) || (start.Version is { } asked && l.IsOf(asked)));
            var made = links.Where(l => l.IsArtifact).Select(l => (l.Model, l.Version)).ToHashSet();
            foreach (var link in links.Where(l => l.IsArtifact || !made.Contains((l.Model, l.Version))))
            {
                _edges.Add(new GraphEdge(_stored[link.Node], Version(link.Model, link.Version, null)));
            }
        }

        public async Task AddUsesAsync(CancellationToken ct)
        {
            var models = _versions.Keys.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
            var stages = await db
                .Versions.AsNoTracking()
                .Where(v => models.Contains(v.Model))
                .Select(v => new
                {
                    v.Model,
                    v.Version,
                    v.Stage,
                    v.ArtifactSha256,
                })
                .ToListAsync(ct);
            foreach (var one in stages.Where(s => _versions.ContainsKey((s.Model, s.Version))))
            {
                var place = _versions[(one.Model, one.Version)];
                _nodes[place] = _nodes[place] with
                {
                    Detail = T.Word(one.Stage.ToString()),
                    Sha256 = one.ArtifactSha256.Length == 0 ? null : one.ArtifactSha256,
                };
            }

            var deployments = await db
                .Deployments.AsNoTracking()
                .Where(d => models.Contains(d.Model))
                .OrderByDescending(d => d.Id)
                .Take(MaxDeployments)
                .Select(d => new
                {
                    d.Id,
                    d.Model,
                    d.Version,
                    d.Stage,
                    d.Environment,
                    d.Region,
                    d.Until,
                })
                .ToListAsync(ct);
            foreach (var one in deployments.OrderBy(d => d.Id.Number).Where(d => _versions.ContainsKey((d.Model, d.Version))))
            {
                var at = Add(
                    new GraphNode(
                        $"deployment:{one.Id}",
                        GraphNodeKind.Deployment,
                        null,
                        DeploymentPlace.Of(one.Stage, one.Environment, one.Region),
                        one.Until is null ? $"{one.Id}, running" : $"{one.Id}, ended",
                        null,
                        $"{ModelAddresses.Version(one.Model, one.Version)}?tab=deployments"
                    )
                );
                _edges.Add(new GraphEdge(_versions[(one.Model, one.Version)], at));
            }

            var sources = await db
                .DecisionSources.AsNoTracking()
                .Where(s => models.Contains(s.Model))
                .OrderBy(s => s.Id)
                .Select(s => new
                {
                    s.Model,
                    s.Version,
                    Count = db.DecisionHours.Where(h => h.Source == s.Id).OrderBy(h => h.From).Take(MaxCounted).Sum(h => (long)h.Count),
                })
                .ToListAsync(ct);
            foreach (var source in sources)
            {
                if (!_versions.TryGetValue((source.Model, source.Version), out var place) || source.Count is not (> 0 and var count))
                {
                    continue;
                }

                var words = count >= MaxCounted ? T["{0} or more decisions", Formats.Count(MaxCounted)] : Formats.Plural(count, "decision");
                var at = Add(
                    new GraphNode(
                        $"decisions:{ModelName.Of(source.Model, source.Version)}",
                        GraphNodeKind.Decisions,
                        null,
                        T["Decision log"],
                        words,
                        null,
                        $"/decisions?q=model:{source.Model}"
                    )
                );
                _edges.Add(new GraphEdge(place, at));
            }
        }

        private static HashSet<int> Before(IEnumerable<int> datasets, LineageReach up)
        {
            var back = up.Steps.ToLookup(s => s.To, s => s.From);
            var seen = new HashSet<int>();
            var waiting = new Queue<int>(datasets);
            while (waiting.TryDequeue(out var node))
            {
                foreach (var from in back[node].Where(seen.Add))
                {
                    waiting.Enqueue(from);
                }
            }

            return seen;
        }

        private int Version(string model, string version, string? sha256)
        {
            if (!_versions.TryGetValue((model, version), out var place))
            {
                place = Add(
                    new GraphNode(
                        FindNode.IdOf(model, version),
                        GraphNodeKind.Model,
                        null,
                        $"{model} {version}",
                        null,
                        sha256,
                        ModelAddresses.Version(model, version)
                    )
                );
                _versions[(model, version)] = place;
            }

            return place;
        }

        private int Add(GraphNode node)
        {
            if (_places.TryGetValue(node.Id, out var place))
            {
                return place;
            }

            _nodes.Add(node);
            return _places[node.Id] = _nodes.Count - 1;
        }

        private void Connect(int from, int to)
        {
            if (_stored.TryGetValue(from, out var source) && _stored.TryGetValue(to, out var target))
            {
                _edges.Add(new GraphEdge(source, target));
            }
        }
    }
}
