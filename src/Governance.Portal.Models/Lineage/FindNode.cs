using Governance.Data;
using Governance.Domain;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>Where a walk begins: at a dataset, a job, or a version of a model.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Node">The dataset or job; null for a version.</param>
/// <param name="Version">The version; null for a dataset or job.</param>
internal sealed record StartNode(string Id, LineageNode? Node, ModelVersion? Version);

/// <summary>Finds what a node id names. A namespace may hold colons (<c>postgres://host:5432</c>), so every cut is looked up.</summary>
internal static class FindNode
{
    private const int MaxCuts = 32;

    public static async Task<Result<StartNode>> ByIdAsync(GovernanceDbContext db, string? nodeId, CancellationToken ct)
    {
        var parts = nodeId?.Split(':', 2);
        if (parts is not [var kind, { Length: > 0 } rest] || rest.Length > LineageName.MaxNamespace + LineageName.MaxName + 1)
        {
            return LineageRefusals.NodeNotValid;
        }

        return kind switch
        {
            "dataset" => await NodeAsync(db, LineageNodeKind.Dataset, rest, ct),
            "job" => await NodeAsync(db, LineageNodeKind.Job, rest, ct),
            "model" => await VersionAsync(db, rest, ct),
            _ => LineageRefusals.NodeNotValid,
        };
    }

    /// <summary>A node by its two names.</summary>
    public static Task<LineageNode?> ByNameAsync(
        GovernanceDbContext db,
        LineageNodeKind kind,
        string space,
        string name,
        CancellationToken ct
    )
    {
        var key = LineageNode.KeyOf(kind, new LineageName(space, name));
        return db.LineageNodes.AsNoTracking().SingleOrDefaultAsync(n => n.Key == key, ct);
    }

    /// <summary>The id of a version in the graph.</summary>
    public static string IdOf(string model, string version) => $"model:{ModelName.Of(model, version)}";

    private static async Task<Result<StartNode>> NodeAsync(GovernanceDbContext db, LineageNodeKind kind, string names, CancellationToken ct)
    {
        var keys = new List<string>();
        for (var at = names.IndexOf(':', StringComparison.Ordinal); at >= 0 && keys.Count < MaxCuts; at = names.IndexOf(':', at + 1))
        {
            keys.Add(LineageNode.KeyOf(kind, new LineageName(names[..at], names[(at + 1)..])));
        }

        if (keys.Count == 0)
        {
            return LineageRefusals.NodeNotValid;
        }

        var found = await db.LineageNodes.AsNoTracking().Where(n => keys.Contains(n.Key)).ToListAsync(ct);
        return found.Count == 0 ? LineageRefusals.NotFound : new StartNode(found[0].NodeId, found.MinBy(n => keys.IndexOf(n.Key)), null);
    }

    private static async Task<Result<StartNode>> VersionAsync(GovernanceDbContext db, string name, CancellationToken ct)
    {
        var parts = name.Split('@', 2);
        if (parts is not [var model, var version] || !ModelName.IsModel(model) || !ModelName.IsVersion(version))
        {
            return LineageRefusals.NodeNotValid;
        }

        return await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Model == model && v.Version == version, ct) is { } found
            ? new StartNode(IdOf(found.Model, found.Version), null, found)
            : ModelRefusals.VersionNotFound(model, version);
    }
}
