using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>
/// Gives facts their places in the log and completes its tree. Runs under the log's lock and reads the edge of the tree from the database
/// each time: host commands and other nodes append too.
/// </summary>
internal static class LogAppender
{
    /// <summary>Tells the facts their places, before what points at them is written.</summary>
    /// <param name="edge">Where the log ends, read under its lock.</param>
    /// <param name="remembered">Entries that were signed, as they are remembered outside the database.</param>
    /// <param name="facts">The facts.</param>
    /// <returns>The place of the first.</returns>
    /// <exception cref="LogDamagedException">Entries that were there are gone.</exception>
    public static long Place(LogEdge edge, long remembered, IReadOnlyList<PendingEntry> facts)
    {
        // A log that lost its tail must not grow a second history over the first: anyone who holds the checkpoint would see a fork. The
        // table of checkpoints may have lost the same tail.
        if (edge.Size < Math.Max(edge.Signed, remembered))
        {
            throw new LogDamagedException(
                $"The audit log has {edge.Size} entries, but its last signed checkpoint covers {Math.Max(edge.Signed, remembered)}. "
                    + "Nothing is appended to it: restore the log, or accept the loss with db restore --accept-loss (see "
                    + "docs/operations.md)."
            );
        }

        for (var i = 0; i < facts.Count; i++)
        {
            facts[i].Written?.Invoke(edge.Size + i);
        }

        return edge.Size;
    }

    /// <summary>Makes the entries from the edge on, and the subtrees they complete.</summary>
    /// <exception cref="LogDamagedException">Subtrees that were there are gone.</exception>
    public static LogAddition Add(LogEdge edge, IReadOnlyList<PendingEntry> facts)
    {
        foreach (var needed in MerkleTree.NeededToAppend(edge.Size, facts.Count))
        {
            if (!edge.Peaks.ContainsKey(needed))
            {
                throw LogNodes.Missing(needed);
            }
        }

        // Subtrees that these entries are not merged into keep their place only: their hashes are not needed.
        var tree = new MerkleTree(edge.Size, node => edge.Peaks.GetValueOrDefault(node, []));
        var (entries, nodes) = (new List<AuditEntry>(facts.Count), new List<AuditNode>());
        foreach (var pending in facts)
        {
            var entry = AuditEntry.Of(tree.Size, pending.Fact, pending.Actor, pending.Now);
            tree.Append(entry.LeafHash, (node, hash) => nodes.Add(AuditNode.Of(node, hash)));
            entries.Add(entry);
        }

        return new LogAddition(entries, nodes);
    }
}

/// <summary>What was signed of the log, remembered outside the database: what puts the database back does not put this back.</summary>
public interface ILogMemory
{
    /// <summary>Entries that the last signed checkpoint covers; 0 when none is remembered. Asked before every append.</summary>
    /// <exception cref="LogDamagedException">What is remembered cannot be read.</exception>
    long SignedSize();

    /// <summary>
    /// What is known to be wrong with the log, in a sentence; null while nothing is. While something is, nothing is appended and no action
    /// is taken: one place decides, no matter which check has found it.
    /// </summary>
    string? Damage { get; }

    /// <summary>An append found that entries are missing: from now on this process knows, and not only the caller.</summary>
    void Report(string damage);
}
