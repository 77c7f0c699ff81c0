using Governance.Data;
using Governance.Domain.Lineage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// Merges events into what is stored of datasets, jobs, runs and flows. Reads what they touch, in pieces, before it changes anything.
/// </summary>
internal sealed class MergeLineage(GovernanceDbContext db)
{
    private const int Chunk = 500;

    private readonly Dictionary<string, LineageNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LineageRun> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, int Dataset, FlowDirection Direction), LineageFlow> _flows = [];
    private readonly Dictionary<(int Job, int Dataset, FlowDirection Direction), LineageEdge> _edges = [];

    /// <summary>The runs that were touched.</summary>
    public IReadOnlyCollection<LineageRun> Runs => _runs.Values;

    public async Task RunAsync(IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        await NodesAsync(events, ct);
        // Ids are given out by the database; flows need them.
        await db.SaveChangesAsync(ct);
        await RunsAsync(events, ct);
        await FlowsAsync(events, ct);
        await EdgesAsync(events, ct);
        foreach (var one in events)
        {
            Hear(one);
        }
    }

    private static IEnumerable<(LineageDataset Dataset, FlowDirection Direction)> Flows(LineageEvent one) =>
        one.Kind is LineageEventKind.Dataset
            ? []
            : one.Inputs.Select(d => (d, FlowDirection.Input)).Concat(one.Outputs.Select(d => (d, FlowDirection.Output)));

    private static string Key(LineageName dataset) => LineageNode.KeyOf(LineageNodeKind.Dataset, dataset);

    private LineageNode JobOf(LineageEvent one) => _nodes[LineageNode.KeyOf(LineageNodeKind.Job, one.Job!)];

    private void Hear(LineageEvent one)
    {
        if (one.Kind is LineageEventKind.Dataset)
        {
            return; // its node has heard it
        }

        var job = JobOf(one);
        if (one.Run is { } id)
        {
            if (!_runs.TryGetValue(id, out var run))
            {
                _runs[id] = run = LineageRun.Of(id, job.Id, one.At);
                db.LineageRuns.Add(run);
            }

            run.Hear(one, job.Id);
        }

        var source = LineageFlow.SourceOf(one.Run, job.Id);
        foreach (var (dataset, direction) in Flows(one))
        {
            var node = _nodes[Key(dataset.Name)];
            if (!_flows.TryGetValue((source, node.Id, direction), out var flow))
            {
                _flows[(source, node.Id, direction)] = flow = new LineageFlow
                {
                    Source = source,
                    Job = job.Id,
                    Dataset = node.Id,
                    Direction = direction,
                };
                db.LineageFlows.Add(flow);
            }

            flow.Hear(dataset, one.At);
            if (_edges.TryGetValue((job.Id, node.Id, direction), out var edge))
            {
                edge.Hear(one.At);
            }
            else
            {
                _edges[(job.Id, node.Id, direction)] = edge = LineageEdge.Of(job.Id, node.Id, direction, one.At);
                db.LineageEdges.Add(edge);
            }
        }
    }

    private async Task NodesAsync(IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        var named = events.SelectMany(Named).ToList();
        foreach (var keys in named.Select(n => LineageNode.KeyOf(n.Kind, n.Name)).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            foreach (var node in await db.LineageNodes.Where(n => keys.Contains(n.Key)).ToListAsync(ct))
            {
                _nodes[node.Key] = node;
            }
        }

        foreach (var (kind, name, facets, at) in named)
        {
            var key = LineageNode.KeyOf(kind, name);
            if (!_nodes.TryGetValue(key, out var node))
            {
                _nodes[key] = node = LineageNode.Of(kind, name, at);
                db.LineageNodes.Add(node);
            }

            node.Hear(facets, at);
        }
    }

    private static IEnumerable<(LineageNodeKind Kind, LineageName Name, System.Text.Json.JsonElement Facets, DateTimeOffset At)> Named(
        LineageEvent one
    )
    {
        foreach (var dataset in one.Inputs.Concat(one.Outputs))
        {
            yield return (LineageNodeKind.Dataset, dataset.Name, dataset.Facets, one.At);
        }

        if (one.Job is { } job)
        {
            yield return (LineageNodeKind.Job, job, one.JobFacets, one.At);
        }
    }

    private async Task RunsAsync(IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        foreach (var ids in events.Where(e => e.Run is not null).Select(e => e.Run!).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            foreach (var run in await db.LineageRuns.Where(r => ids.Contains(r.Id)).ToListAsync(ct))
            {
                _runs[run.Id] = run;
            }
        }
    }

    private async Task FlowsAsync(IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        var sources = events
            .Where(e => e.Job is not null)
            .Select(e => LineageFlow.SourceOf(e.Run, JobOf(e).Id))
            .Distinct(StringComparer.Ordinal);
        foreach (var part in sources.Chunk(Chunk))
        {
            foreach (var flow in await db.LineageFlows.Where(f => part.Contains(f.Source)).ToListAsync(ct))
            {
                _flows[(flow.Source, flow.Dataset, flow.Direction)] = flow;
            }
        }
    }

    private async Task EdgesAsync(IReadOnlyList<LineageEvent> events, CancellationToken ct)
    {
        var jobs = events.Where(e => e.Job is not null).Select(e => JobOf(e).Id).Distinct().ToList();
        var datasets = events.SelectMany(Flows).Select(f => _nodes[Key(f.Dataset.Name)].Id).Distinct().ToList();
        foreach (var some in jobs.Chunk(Chunk))
        {
            foreach (var part in datasets.Chunk(Chunk))
            {
                foreach (var edge in await db.LineageEdges.Where(e => some.Contains(e.Job) && part.Contains(e.Dataset)).ToListAsync(ct))
                {
                    _edges[(edge.Job, edge.Dataset, edge.Direction)] = edge;
                }
            }
        }
    }
}
