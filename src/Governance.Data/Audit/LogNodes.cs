using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>Reads hashes of subtrees: those of leaves stand with the entries, the others in the table of nodes.</summary>
internal static class LogNodes
{
    /// <exception cref="LogDamagedException">One of them is not stored.</exception>
    public static async Task<IReadOnlyDictionary<NodeId, byte[]>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyList<NodeId> nodes,
        CancellationToken ct
    )
    {
        var found = new Dictionary<NodeId, byte[]>(nodes.Count);
        var leaves = nodes.Where(n => n.Level == 0).ToDictionary(n => n.Index);
        var inner = nodes.Where(n => n.Level > 0).ToDictionary(n => n.Position);
        var (indexes, positions) = (leaves.Keys.ToList(), inner.Keys.ToList());
        var entries = db.AuditEntries.AsNoTracking().Where(e => indexes.Contains(e.Index));
        var subtrees = db.AuditNodes.AsNoTracking().Where(n => positions.Contains(n.Position));
        // By one statement: every other writer waits meanwhile.
        var rows =
            inner.Count == 0
                ? await entries
                    .Select(e => new
                    {
                        Level = 0,
                        At = e.Index,
                        Hash = e.LeafHash,
                    })
                    .ToListAsync(ct)
            : leaves.Count == 0
                ? await subtrees
                    .Select(n => new
                    {
                        Level = 1,
                        At = n.Position,
                        n.Hash,
                    })
                    .ToListAsync(ct)
            : await entries
                .Select(e => new
                {
                    Level = 0,
                    At = e.Index,
                    Hash = e.LeafHash,
                })
                .Concat(
                    subtrees.Select(n => new
                    {
                        Level = 1,
                        At = n.Position,
                        n.Hash,
                    })
                )
                .ToListAsync(ct);
        foreach (var row in rows)
        {
            found[row.Level == 0 ? leaves[row.At] : inner[row.At]] = row.Hash;
        }

        return nodes.Cast<NodeId?>().FirstOrDefault(n => !found.ContainsKey(n!.Value)) is { } missing ? throw Missing(missing) : found;
    }

    /// <summary>What is thrown for a hash that is not stored.</summary>
    public static LogDamagedException Missing(NodeId node) =>
        new(
            node.Level == 0
                ? $"Log entry {node.Index} is missing."
                : $"The stored tree of the log has no hash for the entries {node.First} to {node.End - 1}."
        );
}
