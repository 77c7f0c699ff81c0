using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>
/// Gives facts their places in the log and completes its tree. Runs under the log's lock and reads the edge of the tree from the database each
/// time: host commands and other nodes append too.
/// </summary>
internal static class LogAppender
{
    /// <exception cref="LogDamagedException">Entries or subtrees that were there are gone.</exception>
    public static async Task AppendAsync(GovernanceDbContext db, IReadOnlyList<PendingEntry> facts, CancellationToken ct)
    {
        var size = await SizeAsync(db, ct);
        var needed = await LogNodes.ReadAsync(db, MerkleTree.NeededToAppend(size, facts.Count), ct);
        // Subtrees that these entries are not merged into keep their place only: their hashes are neither needed nor read.
        var tree = new MerkleTree(size, node => needed.GetValueOrDefault(node, []));
        foreach (var pending in facts)
        {
            var entry = AuditEntry.Of(tree.Size, pending.Fact, pending.Actor, pending.Now);
            pending.Written?.Invoke(entry.Index);
            tree.Append(entry.LeafHash, (node, hash) => db.AuditNodes.Add(AuditNode.Of(node, hash)));
            db.AuditEntries.Add(entry);
        }
    }

    // A log that lost its tail must not grow a second history over the first: whoever holds the checkpoint would see a fork.
    private static async Task<long> SizeAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var edge = await db.Database.SqlQuery<Edge>(
            $"""SELECT COALESCE((SELECT MAX("Index") FROM "AuditEntries"), -1) + 1 AS "Size", COALESCE((SELECT MAX("Size") FROM "Checkpoints"), 0) AS "Signed" """)
            .SingleAsync(ct);
        return edge.Size >= edge.Signed
            ? edge.Size
            : throw new LogDamagedException($"The audit log has {edge.Size} entries, but its last signed checkpoint covers {edge.Signed}. Nothing is appended to it: restore the log, see docs/operations.md.");
    }

    private sealed record Edge(long Size, long Signed);
}
