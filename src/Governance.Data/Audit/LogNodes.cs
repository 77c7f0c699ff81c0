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
        if (leaves.Count > 0)
        {
            var indexes = leaves.Keys.ToList();
            foreach (
                var row in await db
                    .AuditEntries.AsNoTracking()
                    .Where(e => indexes.Contains(e.Index))
                    .Select(e => new { e.Index, e.LeafHash })
                    .ToListAsync(ct)
            )
            {
                found[leaves[row.Index]] = row.LeafHash;
            }
        }

        var inner = nodes.Where(n => n.Level > 0).ToDictionary(n => n.Position);
        if (inner.Count > 0)
        {
            var positions = inner.Keys.ToList();
            foreach (var row in await db.AuditNodes.AsNoTracking().Where(n => positions.Contains(n.Position)).ToListAsync(ct))
            {
                found[inner[row.Position]] = row.Hash;
            }
        }

        return nodes.Cast<NodeId?>().FirstOrDefault(n => !found.ContainsKey(n!.Value)) is not { } missing
            ? found
            : throw new LogDamagedException(
                missing.Level == 0
                    ? $"Log entry {missing.Index} is missing."
                    : $"The stored tree of the log has no hash for the entries {missing.First} to {missing.End - 1}."
            );
    }
}
