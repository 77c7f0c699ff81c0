using Governance.Data;
using Governance.Domain.Lineage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Versions that a dataset is in: those that name it, and those that lineage says were made from it.</summary>
internal static class AffectedByDataset
{
    private const int MaxNodes = 20;
    private const int MaxReach = 2_000;
    private const int MaxDerived = 50;
    private const int Depth = 50;

    /// <summary>Finds them; versions that name it themselves are not said again by lineage.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="name">Name of the dataset.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<(List<RegisteredDataset> Named, List<(string Model, string Version)> Made, bool IsCut)> FindAsync(
        GovernanceDbContext db,
        string name,
        CancellationToken ct
    )
    {
        var (named, made, _, isCut) = await ReachAsync(db, name, ct);
        return (named, made, isCut);
    }

    /// <summary>The same, with the names of datasets that were made from it, such as features.</summary>
    public static async Task<(
        List<RegisteredDataset> Named,
        List<(string Model, string Version)> Made,
        IReadOnlyList<string> Derived,
        bool IsCut
    )> WithDataAsync(GovernanceDbContext db, string name, CancellationToken ct)
    {
        var (named, made, nodes, isCut) = await ReachAsync(db, name, ct);
        var shown = nodes.Take(MaxDerived).ToList();
        List<string> derived =
            shown.Count == 0
                ? []
                : await db.LineageNodes.AsNoTracking().Where(n => shown.Contains(n.Id)).Select(n => n.Name).ToListAsync(ct);
        return (
            named,
            made,
            [.. derived.Where(d => d != name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            isCut || nodes.Count > MaxDerived
        );
    }

    private static async Task<(
        List<RegisteredDataset> Named,
        List<(string Model, string Version)> Made,
        IReadOnlyList<int> Derived,
        bool IsCut
    )> ReachAsync(GovernanceDbContext db, string name, CancellationToken ct)
    {
        var named = await db
            .RegisteredDatasets.AsNoTracking()
            .Where(d => d.Name == name)
            .OrderByDescending(d => d.Id)
            .Take(MaxReach)
            .ToListAsync(ct);
        var nodes = await db
            .LineageNodes.AsNoTracking()
            .Where(n => n.Kind == LineageNodeKind.Dataset && n.Name == name)
            .OrderBy(n => n.Id)
            .Select(n => n.Id)
            .Take(MaxNodes)
            .ToListAsync(ct);
        if (nodes.Count == 0)
        {
            return (named, [], [], named.Count == MaxReach);
        }

        var reach = await LineageReach.FromAsync(db, nodes, downstream: true, Depth, MaxReach, sha256: null, ct);
        var links = await FindVersions.OfAsync(db, [.. reach.Datasets.Keys], ct);
        var files = links.Where(l => l.IsArtifact).Select(l => l.Node).ToHashSet();
        var own = named.Select(d => (d.Model, d.Version)).ToHashSet();
        return (
            named,
            [
                .. links
                    .Where(l => l.IsArtifact || reach.Datasets[l.Node] > 0)
                    .Select(l => (l.Model, l.Version))
                    .Distinct()
                    .Where(v => !own.Contains(v)),
            ],
            [
                .. reach
                    .Datasets.Where(d => d.Value > 0 && !files.Contains(d.Key))
                    .OrderBy(d => d.Value)
                    .ThenBy(d => d.Key)
                    .Select(d => d.Key),
            ],
            reach.IsCut || named.Count == MaxReach
        );
    }

    /// <summary>Models whose gates judge by the dataset.</summary>
    public static async Task<IReadOnlyList<string>> ModelsAsync(GovernanceDbContext db, string name, CancellationToken ct)
    {
        var (named, made, _) = await FindAsync(db, name, ct);
        return
        [
            .. named.Select(d => d.Model).Concat(made.Select(v => v.Model)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }
}
