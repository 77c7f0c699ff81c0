using Governance.Data;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>
/// Compares a run that ended well with what was before it: a source its job never read, columns that are others, a registered dataset with
/// another digest. Each raises an alert for the models that are made from it, in the transaction of the events.
/// </summary>
public sealed class RaiseLineageAlerts(IAlertsChanged rescore)
{
    private const int MaxFlows = 200;
    private const int Chunk = 400;
    private const int FollowedDepth = 50;
    private const int FollowedNodes = 5_000;

    internal async Task RunAsync(ActionContext context, IReadOnlyCollection<LineageRun> runs, CancellationToken ct)
    {
        var found = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var run in runs.Where(r => r.State is RunState.Complete))
        {
            await CompareAsync(context.Db, run, found, ct);
        }

        foreach (var (model, changes) in found.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (
                await context
                    .Db.Versions.AsNoTracking()
                    .Where(v => v.Model == model)
                    .OrderByDescending(v => v.Number)
                    .Select(v => v.Version)
                    .FirstOrDefaultAsync(ct) is
                { } newest
            )
            {
                await RaiseRiskAlerts.LineageChangedAsync(context, model, newest, changes, rescore, ct);
            }
        }
    }

    private static async Task CompareAsync(
        GovernanceDbContext db,
        LineageRun run,
        Dictionary<string, SortedSet<string>> found,
        CancellationToken ct
    )
    {
        var flows = await db
            .LineageFlows.AsNoTracking()
            .Where(f => f.Source == run.Id)
            .OrderBy(f => f.Dataset)
            .Take(MaxFlows)
            .ToListAsync(ct);
        var ids = flows.Select(f => f.Dataset).Distinct().ToList();
        var names = new Dictionary<int, LineageNode>();
        foreach (var part in ids.Chunk(Chunk))
        {
            foreach (var node in await db.LineageNodes.AsNoTracking().Where(n => part.Contains(n.Id)).ToListAsync(ct))
            {
                names[node.Id] = node;
            }
        }

        var inputs = flows.Where(f => f.Direction is FlowDirection.Input).ToList();
        var changes = await NewSourcesAsync(db, run, inputs, ct);
        changes.AddRange(await NewSchemasAsync(db, run, flows, ct));
        if (changes.Count > 0)
        {
            var reach = await LineageReach.FromAsync(db, ids, downstream: true, FollowedDepth, FollowedNodes, sha256: null, ct);
            var models = (await FindVersions.OfAsync(db, [.. reach.Datasets.Keys], ct))
                .Where(l => l.IsArtifact || reach.Datasets[l.Node] > 0 || changes.Exists(c => c.Dataset == l.Node))
                .Select(l => l.Model)
                .Distinct(StringComparer.Ordinal);
            foreach (var model in models)
            {
                foreach (var (dataset, what) in changes)
                {
                    Note(found, model, names[dataset], what);
                }
            }
        }

        foreach (var (model, dataset) in await OtherDigestsAsync(db, inputs, names, ct))
        {
            Note(found, model, names[dataset], "other digest");
        }
    }

    private static void Note(Dictionary<string, SortedSet<string>> found, string model, LineageNode dataset, string what)
    {
        var name = $"{dataset.Namespace}/{dataset.Name}";
        var field = $"{(name.Length <= 400 ? name : name[^400..])} ({what})";
        (found.TryGetValue(model, out var fields) ? fields : found[model] = new SortedSet<string>(StringComparer.Ordinal)).Add(field);
    }

    // Only against a run of the job that ended well before: the first one has nothing to be compared with.
    private static async Task<List<(int Dataset, string What)>> NewSourcesAsync(
        GovernanceDbContext db,
        LineageRun run,
        List<LineageFlow> inputs,
        CancellationToken ct
    )
    {
        if (
            !await db.LineageRuns.AnyAsync(
                r => r.Job == run.Job && r.Id != run.Id && r.State == RunState.Complete && r.EndedAt < run.EndedAt,
                ct
            )
        )
        {
            return [];
        }

        var read = inputs.Select(f => f.Dataset).Distinct().ToList();
        var first = await db
            .LineageEdges.AsNoTracking()
            .Where(e => e.Job == run.Job && e.Direction == FlowDirection.Input && read.Contains(e.Dataset) && e.FirstAt >= run.FirstAt)
            .Select(e => e.Dataset)
            .ToListAsync(ct);
        return [.. first.Select(d => (d, "new source"))];
    }

    private static async Task<List<(int Dataset, string What)>> NewSchemasAsync(
        GovernanceDbContext db,
        LineageRun run,
        List<LineageFlow> flows,
        CancellationToken ct
    )
    {
        var changed = new List<(int, string)>();
        foreach (var flow in flows.Where(f => f.SchemaSha256 is not null).DistinctBy(f => f.Dataset))
        {
            var before = await db
                .LineageFlows.AsNoTracking()
                .Where(f => f.Dataset == flow.Dataset && f.Source != run.Id && f.SchemaSha256 != null && f.SchemaAt < run.FirstAt)
                .OrderByDescending(f => f.SchemaAt)
                .Select(f => f.SchemaSha256)
                .FirstOrDefaultAsync(ct);
            if (before is not null && before != flow.SchemaSha256)
            {
                changed.Add((flow.Dataset, "changed schema"));
            }
        }

        return changed;
    }

    private static async Task<List<(string Model, int Dataset)>> OtherDigestsAsync(
        GovernanceDbContext db,
        List<LineageFlow> inputs,
        Dictionary<int, LineageNode> names,
        CancellationToken ct
    )
    {
        var other = new List<(string, int)>();
        foreach (var flow in inputs.Where(f => f.Sha256 is not null && names[f.Dataset].Name.Length <= 300).DistinctBy(f => f.Dataset))
        {
            var name = names[flow.Dataset].Name;
            var registered = await db
                .RegisteredDatasets.AsNoTracking()
                .Where(d => d.Name == name)
                .Select(d => new { d.Model, d.Sha256 })
                .Distinct()
                .ToListAsync(ct);
            other.AddRange(
                registered
                    .GroupBy(d => d.Model, StringComparer.Ordinal)
                    .Where(g => g.All(d => d.Sha256 != flow.Sha256))
                    .Select(g => (g.Key, flow.Dataset))
            );
        }

        return other;
    }
}
