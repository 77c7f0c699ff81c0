using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// The tables of lineage that pages draw say what the stored events say together, and the rows of registered datasets what their versions
/// were registered with. No gate goes by them; whoever looks at them should not be told otherwise.
/// </summary>
internal sealed class LineageCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : DatabaseCheck(dbFactory)
{
    private const int Page = 50;

    public override string Subject => "lineage against its events";

    protected override async IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        using var anchored = new AnchoredLineage(keepsRuns: true);
        EventGraph? graph = null;
        string? altered = null;
        try
        {
            graph = await anchored.ReadAsync(db, ct);
        }
        catch (RecordAlteredException e)
        {
            altered = e.Message;
        }

        if (graph is null)
        {
            yield return $"{altered} The tables of lineage were not compared with the events.";
            await foreach (var sentence in BytesAsync(db, ct))
            {
                yield return sentence;
            }
        }
        else
        {
            await foreach (
                var sentence in NodesAsync(db, graph, ct)
                    .Concat(FlowsAsync(db, graph, ct))
                    .Concat(RunsAsync(db, graph, ct))
                    .WithCancellation(ct)
            )
            {
                yield return sentence;
            }
        }

        await foreach (var sentence in RegisteredAsync(db, ct))
        {
            yield return sentence;
        }
    }

    // The first that was changed ends the reading of the graph; here all of them are named.
    private static async IAsyncEnumerable<string> BytesAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var all = await db.LineageEvents.AsNoTracking().OrderBy(e => e.Id).Select(e => e.Id).ToListAsync(ct);
        foreach (var ids in all.Chunk(Page))
        {
            var (events, unreadable) = await ReadAsync(
                ids,
                some => db.LineageEvents.AsNoTracking().Where(e => some.Contains(e.Id)).OrderBy(e => e.Id),
                ct
            );
            foreach (var id in unreadable)
            {
                yield return $"The lineage event in row {id} was changed: it holds a value that cannot be read.";
            }

            foreach (var one in events.Where(e => Sha256Hex.Of(e.Bytes) != e.Sha256))
            {
                yield return $"The lineage event {one.Sha256} was changed: its bytes have another digest.";
            }
        }
    }

    private static async IAsyncEnumerable<string> NodesAsync(
        GovernanceDbContext db,
        EventGraph graph,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var said = graph.Nodes.ToDictionary(n => n.Key, StringComparer.Ordinal);
        var all = await db.LineageNodes.AsNoTracking().OrderBy(n => n.Id).Select(n => n.Id).ToListAsync(ct);
        foreach (var ids in all.Chunk(Page))
        {
            var (nodes, unreadable) = await ReadAsync(
                ids,
                keys => db.LineageNodes.AsNoTracking().Where(n => keys.Contains(n.Id)).OrderBy(n => n.Id),
                ct
            );
            foreach (var id in unreadable)
            {
                yield return $"The lineage node {id} was changed: it holds a value that cannot be read.";
            }

            foreach (var node in nodes)
            {
                if (
                    !said.Remove(LineageNode.KeyOf(node.Kind, new LineageName(node.Namespace, node.Name)), out var heard)
                    || node.Key != heard.Key
                )
                {
                    yield return $"The lineage node {node.Id} ({node.NodeId}) is named by no stored event.";
                }
                else if (
                    (node.Sha256, node.Model, node.ModelVersion, node.FirstAt, node.LastAt)
                    != (heard.Sha256, heard.Model, heard.ModelVersion, heard.FirstAt, heard.LastAt)
                )
                {
                    yield return $"The lineage node {node.Id} ({node.NodeId}) was changed: "
                        + "it does not say what the stored events say of it.";
                }
            }
        }

        foreach (var missing in said.Values)
        {
            yield return $"The lineage node {missing.NodeId} that stored events name is missing.";
        }
    }

    private static async IAsyncEnumerable<string> FlowsAsync(
        GovernanceDbContext db,
        EventGraph graph,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var keys = await db.LineageNodes.AsNoTracking().Select(n => new { n.Id, n.Key }).ToDictionaryAsync(n => n.Id, n => n.Key, ct);
        var flows = graph.Flows.ToHashSet();
        var edges = flows.Select(f => (f.Job, f.Dataset, f.Direction)).ToHashSet();
        var all = await db.LineageFlows.AsNoTracking().OrderBy(f => f.Id).Select(f => f.Id).ToListAsync(ct);
        foreach (var ids in all.Chunk(Page))
        {
            var (rows, unreadable) = await ReadAsync(
                ids,
                some => db.LineageFlows.AsNoTracking().Where(f => some.Contains(f.Id)).OrderBy(f => f.Id),
                ct
            );
            foreach (var id in unreadable)
            {
                yield return $"The lineage flow {id} was changed: it holds a value that cannot be read.";
            }

            foreach (var flow in rows)
            {
                var run = flow.Source.StartsWith("job:", StringComparison.Ordinal) ? null : flow.Source;
                var said = new EventFlow(
                    run,
                    keys.GetValueOrDefault(flow.Job) ?? "",
                    keys.GetValueOrDefault(flow.Dataset) ?? "",
                    flow.Direction,
                    flow.Sha256
                );
                if (!flows.Remove(said))
                {
                    yield return $"The lineage flow {flow.Id} of {flow.Source} was changed or added: no stored event says what it says.";
                }
            }
        }

        foreach (var missing in flows)
        {
            yield return $"A lineage flow of {missing.Run ?? "a job"} that stored events name is missing or was changed.";
        }

        var ends = await db.LineageEdges.AsNoTracking().Select(e => e.Job).Distinct().ToListAsync(ct);
        foreach (var ids in ends.Order().Chunk(Page))
        {
            var (rows, unreadable) = await ReadAsync(ids, some => db.LineageEdges.AsNoTracking().Where(e => some.Contains(e.Job)), ct);
            foreach (var job in unreadable)
            {
                yield return $"A lineage edge of job {job} was changed: it holds a value that cannot be read.";
            }

            foreach (
                var edge in rows.Where(e =>
                    !edges.Remove((keys.GetValueOrDefault(e.Job) ?? "", keys.GetValueOrDefault(e.Dataset) ?? "", e.Direction))
                )
            )
            {
                yield return $"The lineage edge between job {edge.Job} "
                    + $"and dataset {edge.Dataset} was changed or added: no stored event names it.";
            }
        }

        if (edges.Count > 0)
        {
            yield return $"{edges.Count} lineage edges that stored events name are missing.";
        }
    }

    private static async IAsyncEnumerable<string> RunsAsync(
        GovernanceDbContext db,
        EventGraph graph,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var said = graph.Runs.ToDictionary(r => r.Key, StringComparer.Ordinal);
        var jobs = await db
            .LineageNodes.AsNoTracking()
            .Where(n => n.Kind == LineageNodeKind.Job)
            .ToDictionaryAsync(n => n.Id, n => n.Key, ct);
        var all = await db.LineageRuns.AsNoTracking().OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(ct);
        foreach (var ids in all.Chunk(Page))
        {
            var (runs, unreadable) = await ReadAsync(
                ids,
                keys => db.LineageRuns.AsNoTracking().Where(r => keys.Contains(r.Id)).OrderBy(r => r.Id),
                ct
            );
            foreach (var id in unreadable)
            {
                said.Remove(id);
                yield return $"The lineage run {id} was changed: it holds a value that cannot be read.";
            }

            foreach (var run in runs)
            {
                if (!said.Remove(run.Id, out var heard))
                {
                    yield return $"The lineage run {run.Id} is named by no stored event.";
                }
                else if (!heard.Value.Says(run, jobs.GetValueOrDefault(run.Job)))
                {
                    yield return $"The lineage run {run.Id} was changed: it does not say what the stored events say of it.";
                }
            }
        }

        foreach (var missing in said.Keys)
        {
            yield return $"The lineage run {missing} that stored events name is missing.";
        }
    }

    private static async IAsyncEnumerable<string> RegisteredAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var names = await db.Models.AsNoTracking().Select(m => m.Name).ToListAsync(ct);
        foreach (var models in names.Order(StringComparer.Ordinal).Chunk(Page))
        {
            var (versions, unreadable) = await ReadAsync(models, some => db.Versions.AsNoTracking().Where(v => some.Contains(v.Model)), ct);
            foreach (var model in unreadable)
            {
                yield return $"A version of {model} holds a value that cannot be read, so the rows of its datasets were not compared.";
            }

            var rows = (await db.RegisteredDatasets.AsNoTracking().Where(d => models.Contains(d.Model)).ToListAsync(ct)).ToLookup(d =>
                (d.Model, d.Version)
            );
            foreach (var version in versions)
            {
                var registered = RegisteredDataset.Of(version.ReadManifest()).Select(Said).Order(StringComparer.Ordinal);
                if (!registered.SequenceEqual(rows[(version.Model, version.Version)].Select(Said).Order(StringComparer.Ordinal)))
                {
                    yield return $"The rows of the datasets "
                        + $"of {version.Id} were changed: they do not say what the version was registered with.";
                }
            }
        }

        if (
            await db.RegisteredDatasets.CountAsync(d => !db.Versions.Any(v => v.Model == d.Model && v.Version == d.Version), ct)
            is > 0
                and var odd
        )
        {
            yield return $"{odd} rows of registered datasets belong to no registered version.";
        }
    }

    private static string Said(RegisteredDataset row) => string.Join('\n', row.Name, row.DatasetVersion, row.Sha256, row.Role);
}
