using Governance.Data;
using Governance.Domain;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Configuration;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>Answers what is affected by a dataset, job or version, and where it comes from.</summary>
public sealed class TraceLineage(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<LimitsOptions> limits)
{
    /// <summary>Steps that are followed when nothing is said.</summary>
    public const int UsualDepth = 20;

    private const int MaxDepth = 100;
    private const int MaxRuns = 50;
    private const int MaxDecisions = 100_000;
    private const int MaxBatches = 100;
    private const int Chunk = 400;

    /// <summary>What is affected if this is bad: everything made from it, the versions, their deployments and what they decided.</summary>
    /// <param name="nodeId">A dataset, job or version.</param>
    /// <param name="sha256">Only what was made from the dataset in this state; null for all.</param>
    /// <param name="depth">Steps from dataset to dataset; all when absent.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<LineageImpact>> ImpactAsync(string? nodeId, string? sha256, int? depth, CancellationToken ct)
    {
        if (depth is < 0 or > MaxDepth)
        {
            return LineageRefusals.DepthNotValid;
        }

        if (sha256 is not null && !Sha256Hex.IsValid(sha256))
        {
            return Refusal.Field("lineage.sha256", "sha256", $"A digest must have 64 lower-case hexadecimal digits.");
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindNode.ByIdAsync(db, nodeId, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var (start, links) = await StartAsync(db, found.Value, FlowDirection.Output, ct);
        var reach = await LineageReach.FromAsync(db, start, downstream: true, depth ?? MaxDepth, limits.Value.LineageNodes, sha256, ct);
        links = [.. links, .. await VersionsAsync(db, reach, found.Value, sha256, ct)];
        var datasets = await DatasetsAsync(db, reach, found.Value, ct);
        var versions = await StagesAsync(db, [.. links.Distinct()], ct);
        var pairs = versions.Select(v => (v.Model, v.Version)).Distinct().ToList();
        return new LineageImpact(
            found.Value.Id,
            datasets,
            reach.Jobs.Count,
            [.. pairs.Select(p => p.Model).Distinct(StringComparer.Ordinal)],
            versions,
            await DeploymentsAsync(db, pairs, ct),
            await DecisionsAsync(db, pairs, ct),
            reach.IsCut
        );
    }

    /// <summary>Where this comes from.</summary>
    public async Task<Result<LineageProvenance>> ProvenanceAsync(string? nodeId, int? depth, CancellationToken ct)
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

        var (start, _) = await StartAsync(db, found.Value, FlowDirection.Input, ct);
        var reach = await LineageReach.FromAsync(
            db,
            start,
            downstream: false,
            depth ?? MaxDepth,
            limits.Value.LineageNodes,
            sha256: null,
            ct
        );
        return new LineageProvenance(
            found.Value.Id,
            await DatasetsAsync(db, reach, found.Value, ct),
            await DeclaredAsync(db, found.Value, ct),
            await MakersAsync(db, found.Value, start, ct),
            reach.IsCut
        );
    }

    /// <summary>Datasets at which a walk begins: the dataset itself, what a job reads or writes, or what is known of a version.</summary>
    internal static async Task<(IReadOnlyCollection<int> Datasets, List<RegistryLink> Links)> StartAsync(
        GovernanceDbContext db,
        StartNode start,
        FlowDirection direction,
        CancellationToken ct
    )
    {
        if (start.Version is { } version)
        {
            var links = await FindVersions.OfVersionAsync(db, version, ct);
            // With the data: from its own file. Against it: also from what its registration names.
            var datasets = links.Where(l => l.IsArtifact || direction is FlowDirection.Input).Select(l => l.Node).Distinct().ToList();
            return (
                datasets,
                direction is FlowDirection.Output
                    ? [new RegistryLink(0, version.Model, version.Version, RegistryLink.Artifact, "name")]
                    : links
            );
        }

        var node = start.Node!;
        return node.Kind is LineageNodeKind.Dataset
            ? ([node.Id], [])
            : (
                await db
                    .LineageEdges.AsNoTracking()
                    .Where(e => e.Job == node.Id && e.Direction == direction)
                    .Select(e => e.Dataset)
                    .ToListAsync(ct),
                []
            );
    }

    private static async Task<List<RegistryLink>> VersionsAsync(
        GovernanceDbContext db,
        LineageReach reach,
        StartNode start,
        string? sha256,
        CancellationToken ct
    )
    {
        if (start.Version is { } version)
        {
            return await FindVersions.DownstreamAsync(db, reach, version, ct);
        }

        var links = await FindVersions.OfAsync(db, [.. reach.Datasets.Keys], ct);
        if (sha256 is null || start.Node is not { } node)
        {
            return links;
        }

        // Of the dataset in one state, a version that registered another state of it is not affected.
        var registered = (
            await db
                .RegisteredDatasets.AsNoTracking()
                .Where(d => d.Sha256 == sha256)
                .Select(d => new { d.Model, d.Version })
                .ToListAsync(ct)
        )
            .Select(d => (d.Model, d.Version))
            .ToHashSet();
        return [.. links.Where(l => l.Node != node.Id || l.IsArtifact || registered.Contains((l.Model, l.Version)))];
    }

    private static async Task<IReadOnlyList<ReachedDataset>> DatasetsAsync(
        GovernanceDbContext db,
        LineageReach reach,
        StartNode start,
        CancellationToken ct
    )
    {
        var datasets = new List<ReachedDataset>();
        foreach (var ids in reach.Datasets.Keys.Where(id => id != start.Node?.Id).Chunk(Chunk))
        {
            var nodes = await db
                .LineageNodes.AsNoTracking()
                .Where(n => ids.Contains(n.Id))
                .Select(n => new
                {
                    n.Id,
                    n.Namespace,
                    n.Name,
                    n.Sha256,
                })
                .ToListAsync(ct);
            datasets.AddRange(
                nodes.Select(n => new ReachedDataset(
                    LineageNode.IdOf(LineageNodeKind.Dataset, new LineageName(n.Namespace, n.Name)),
                    n.Namespace,
                    n.Name,
                    n.Sha256,
                    reach.Datasets[n.Id]
                ))
            );
        }

        return [.. datasets.OrderBy(d => d.Distance).ThenBy(d => d.NodeId, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<ReachedVersion>> StagesAsync(
        GovernanceDbContext db,
        List<RegistryLink> links,
        CancellationToken ct
    )
    {
        var stages = new Dictionary<(string Model, string Version), Stage>();
        foreach (var models in links.Select(l => l.Model).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            foreach (
                var version in await db
                    .Versions.AsNoTracking()
                    .Where(v => models.Contains(v.Model))
                    .Select(v => new
                    {
                        v.Model,
                        v.Version,
                        v.Stage,
                    })
                    .ToListAsync(ct)
            )
            {
                stages[(version.Model, version.Version)] = version.Stage;
            }
        }

        var names = new Dictionary<int, string>();
        foreach (var ids in links.Select(l => l.Node).Distinct().Chunk(Chunk))
        {
            foreach (
                var node in await db
                    .LineageNodes.AsNoTracking()
                    .Where(n => ids.Contains(n.Id))
                    .Select(n => new
                    {
                        n.Id,
                        n.Namespace,
                        n.Name,
                    })
                    .ToListAsync(ct)
            )
            {
                names[node.Id] = LineageNode.IdOf(LineageNodeKind.Dataset, new LineageName(node.Namespace, node.Name));
            }
        }

        // One row a version: its own file says more than what it was made from.
        return
        [
            .. links
                .GroupBy(l => (l.Model, l.Version))
                .Where(g => stages.ContainsKey(g.Key))
                .Select(g => g.OrderByDescending(l => l.IsArtifact).ThenByDescending(l => l.By, StringComparer.Ordinal).First())
                .Select(l => new ReachedVersion(
                    l.Model,
                    l.Version,
                    stages[(l.Model, l.Version)],
                    names.GetValueOrDefault(l.Node, FindNode.IdOf(l.Model, l.Version)),
                    l.Role,
                    l.By
                ))
                .OrderBy(v => v.Model, StringComparer.Ordinal)
                .ThenBy(v => v.Version, StringComparer.Ordinal),
        ];
    }

    private static async Task<IReadOnlyList<ReachedDeployment>> DeploymentsAsync(
        GovernanceDbContext db,
        List<(string Model, string Version)> versions,
        CancellationToken ct
    )
    {
        var deployments = new List<ReachedDeployment>();
        foreach (var models in versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            deployments.AddRange(
                await db
                    .Deployments.AsNoTracking()
                    .Where(d => models.Contains(d.Model))
                    .OrderByDescending(d => d.Id)
                    .Take(5_000)
                    .Select(d => new ReachedDeployment(d.Id, d.Model, d.Version, d.Environment, d.Since, d.Until))
                    .ToListAsync(ct)
            );
        }

        return [.. deployments.Where(d => versions.Contains((d.Model, d.Version)))];
    }

    private static async Task<IReadOnlyList<ReachedDecisions>> DecisionsAsync(
        GovernanceDbContext db,
        List<(string Model, string Version)> versions,
        CancellationToken ct
    )
    {
        var decisions = new List<ReachedDecisions>();
        foreach (var (model, version) in versions)
        {
            if (
                await db
                    .DecisionSources.AsNoTracking()
                    .Where(s => s.Model == model && s.Version == version)
                    .Select(s => (int?)s.Id)
                    .SingleOrDefaultAsync(ct)
                is not { } source
            )
            {
                continue;
            }

            var all = db.Decisions.AsNoTracking().Where(d => d.Source == source);
            var hours = db.DecisionHours.AsNoTracking().Where(h => h.Source == source).OrderBy(h => h.From);
            var count = await hours.Take(MaxDecisions + 1).SumAsync(h => (long)h.Count, ct);
            if (count > 0)
            {
                var batches = await hours
                    .Take(MaxDecisions)
                    .Select(h => h.Batch)
                    .Distinct()
                    .OrderBy(b => b)
                    .Take(MaxBatches)
                    .ToListAsync(ct);
                decisions.Add(
                    new ReachedDecisions(
                        model,
                        version,
                        (int)Math.Min(count, MaxDecisions),
                        count > MaxDecisions,
                        await all.MinAsync(d => d.Time, ct),
                        await all.MaxAsync(d => d.Time, ct),
                        batches
                    )
                );
            }
        }

        return decisions;
    }

    private static async Task<IReadOnlyList<DeclaredDataset>> DeclaredAsync(GovernanceDbContext db, StartNode start, CancellationToken ct)
    {
        if (start.Version is not { } version)
        {
            return [];
        }

        var links = (await FindVersions.OfVersionAsync(db, version, ct)).Where(l => !l.IsArtifact).ToList();
        var ids = links.Select(l => l.Node).Distinct().ToList();
        var nodes = await db.LineageNodes.AsNoTracking().Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, ct);
        return
        [
            .. version
                .ReadManifest()
                .Datasets.Select(d =>
                {
                    var seen = links
                        .Where(l => l.Role == d.Role)
                        .Select(l => (Link: l, Node: nodes[l.Node]))
                        .Where(l => l.Link.By == "sha256" ? l.Node.Sha256 == d.Sha256 || l.Node.Name == d.Name : l.Node.Name == d.Name)
                        .OrderByDescending(l => l.Link.By == "sha256")
                        .FirstOrDefault();
                    return new DeclaredDataset(d.Name, d.Version, d.Sha256, d.Role, seen.Node?.NodeId, seen.Link?.By);
                }),
        ];
    }

    private static async Task<IReadOnlyList<ReachedRun>> MakersAsync(
        GovernanceDbContext db,
        StartNode start,
        IReadOnlyCollection<int> datasets,
        CancellationToken ct
    )
    {
        var runs = db.LineageRuns.AsNoTracking();
        if (start.Node is { Kind: LineageNodeKind.Job } job)
        {
            runs = runs.Where(r => r.Job == job.Id);
        }
        else
        {
            var made = (
                start.Version is null
                    ? datasets
                    : (await FindVersions.OfVersionAsync(db, start.Version, ct)).Where(l => l.IsArtifact).Select(l => l.Node)
            )
                .Take(500)
                .ToList();
            var sha256 = start.Version?.ArtifactSha256;
            runs = runs.Where(r =>
                db.LineageFlows.Any(f =>
                    f.Source == r.Id
                    && f.Direction == FlowDirection.Output
                    && made.Contains(f.Dataset)
                    && (sha256 == null || f.Sha256 == null || f.Sha256 == sha256)
                )
            );
        }

        var newest = await runs.OrderByDescending(r => r.LastAt).ThenBy(r => r.Id).Take(MaxRuns).ToListAsync(ct);
        var ids = newest.Select(r => r.Job).Distinct().ToList();
        var jobs = await db.LineageNodes.AsNoTracking().Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, n => n.NodeId, ct);
        return
        [
            .. newest.Select(r => new ReachedRun(
                r.Id,
                jobs[r.Job],
                WireName.Of(r.State).ToUpperInvariant(),
                r.StartedAt,
                r.EndedAt,
                ZoneFacet.IsIn(r) ? "UTC" : null
            )),
        ];
    }
}
