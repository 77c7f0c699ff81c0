using Governance.Data;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage;

/// <summary>A dataset, job or version that a graph can be drawn around.</summary>
/// <param name="NodeId">Its id.</param>
/// <param name="Kind">Kind of node.</param>
/// <param name="Namespace">Where its name is unique; null for a version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Digest of its content; null when not known.</param>
/// <param name="LastAt">When it was last reported.</param>
public sealed record LineageRow(string NodeId, GraphNodeKind Kind, string? Namespace, string Name, string? Sha256, DateTimeOffset LastAt);

/// <summary>Finds datasets, jobs and versions by a part of their names, for a page.</summary>
public sealed class FindLineage(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>A page of what was found, what was heard of last first.</summary>
    public async Task<PageOf<LineageRow>> PageAsync(string? text, GraphNodeKind kind, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (kind is GraphNodeKind.Model)
        {
            return await VersionsAsync(db, text, skip, take, ct);
        }

        var wanted = kind is GraphNodeKind.Job ? LineageNodeKind.Job : LineageNodeKind.Dataset;
        var all = ReadLineage.Matching(db, text, wanted);
        var nodes = await all.OrderByDescending(n => n.LastAt)
            .ThenBy(n => n.Id)
            .Skip(skip)
            .Take(take)
            .Select(n => new
            {
                n.Namespace,
                n.Name,
                n.Sha256,
                n.LastAt,
            })
            .ToListAsync(ct);
        return new PageOf<LineageRow>(
            [
                .. nodes.Select(n => new LineageRow(
                    LineageNode.IdOf(wanted, new LineageName(n.Namespace, n.Name)),
                    kind,
                    n.Namespace,
                    n.Name,
                    n.Sha256,
                    n.LastAt
                )),
            ],
            await all.CountAsync(ct)
        );
    }

    private static async Task<PageOf<LineageRow>> VersionsAsync(
        GovernanceDbContext db,
        string? text,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var part = text?.Trim().Replace("\0", "", StringComparison.Ordinal).ToLowerInvariant() ?? "";
        var all = db
            .Versions.AsNoTracking()
            .Where(v => part == "" || (v.Model + "@" + v.VersionKey).Contains(part) || (v.Model + " " + v.VersionKey).Contains(part));
        var versions = await all.OrderByDescending(v => v.RegisteredAt)
            .ThenBy(v => v.Model)
            .ThenBy(v => v.Number)
            .Skip(skip)
            .Take(take)
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.ArtifactSha256,
                v.RegisteredAt,
            })
            .ToListAsync(ct);
        return new PageOf<LineageRow>(
            [
                .. versions.Select(v => new LineageRow(
                    FindNode.IdOf(v.Model, v.Version),
                    GraphNodeKind.Model,
                    null,
                    $"{v.Model} {v.Version}",
                    v.ArtifactSha256,
                    v.RegisteredAt
                )),
            ],
            await all.CountAsync(ct)
        );
    }
}
