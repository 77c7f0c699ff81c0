using System.Globalization;
using System.Numerics;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>
/// The state of a verification on its way through the log. Where several facts contradict each other it waits for the next checkpoint to
/// say which of them is right, and names one cause once, not its consequences.
/// </summary>
internal sealed class LogWalk(LogTrust trust, long size)
{
    private readonly MerkleTree _tree = new();
    private readonly List<LogFinding> _findings = [];
    private readonly List<(long From, long To)> _bad = [];
    private readonly List<NodeId> _doubtful = [];
    private readonly List<(long At, byte[] Wanted, byte[] Found, string By)> _roots = [];
    private long _good; // entries that a signed checkpoint vouches for
    private bool _rootsDiffer;

    /// <summary>Index of the entry expected next.</summary>
    public long Next { get; private set; }

    /// <summary>True when entries are missing: from there on there is no tree to compare with.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What was found since the last call.</summary>
    public IReadOnlyList<LogFinding> Take()
    {
        var found = _findings.ToList();
        _findings.Clear();
        return found;
    }

    /// <summary>Takes the next entry.</summary>
    /// <param name="row">The entry.</param>
    /// <param name="completed">Gets the subtrees that it completes.</param>
    public void Take(AuditEntry row, List<(NodeId Node, byte[] Hash)> completed)
    {
        if (IsBroken)
        {
            return;
        }

        if (row.Index != Next)
        {
            Missing(Next, row.Index - 1);
            return;
        }

        if (!MerkleHash.Leaf(row.Leaf).AsSpan().SequenceEqual(row.LeafHash))
        {
            Bad(row.Index, $"Log entry {row.Index} was changed: its bytes do not hash to its leaf hash.");
        }
        else if (!LeafColumns.Agree(row))
        {
            _findings.Add(new LogFinding(row.Index, $"Log entry {row.Index} was changed: its columns differ from its leaf."));
        }

        _tree.Append(row.LeafHash, (node, hash) => completed.Add((node, hash)));
        Next++;
        if (trust.Last is { } last && last.Size == Next)
        {
            _roots.Add((Next, last.Root, _tree.Root(), "the last signed checkpoint in the key folder"));
        }
    }

    /// <summary>Takes the stored checkpoint of the entries so far.</summary>
    public void Take(StoredCheckpoint checkpoint)
    {
        if (CheckpointSeal.Fault(checkpoint, trust.Keys) is { } fault)
        {
            _findings.Add(new LogFinding(null, fault));
        }
        else if (checkpoint.Size == Next)
        {
            _roots.Add(
                (
                    Next,
                    checkpoint.Root,
                    _tree.Root(),
                    string.Create(CultureInfo.InvariantCulture, $"the signed checkpoint of {checkpoint.Size} entries")
                )
            );
        }
    }

    /// <summary>All entries before an index have been taken, or are not there.</summary>
    public void EndOfBatch(long to)
    {
        if (!IsBroken && Next < to)
        {
            Missing(Next, to - 1);
        }
    }

    /// <summary>Compares the subtrees of a batch with what is stored of them, then its roots with the checkpoints.</summary>
    public void Compare(List<(NodeId Node, byte[] Hash)> expected, Dictionary<long, byte[]> stored)
    {
        foreach (var (node, hash) in expected)
        {
            if (!stored.TryGetValue(node.Position, out var found))
            {
                _findings.Add(new LogFinding(null, $"The stored tree lacks the hash over {Range(node.First, node.End - 1)}."));
            }
            else if (
                !found.AsSpan().SequenceEqual(hash)
                && !_bad.Exists(b => b.From < node.End && b.To >= node.First)
                && !_doubtful.Exists(d => d.First >= node.First && d.End <= node.End)
            )
            {
                _doubtful.Add(node);
            }
        }

        foreach (var (at, wanted, root, by) in _roots)
        {
            CompareRoot(at, wanted, root, by);
        }

        _roots.Clear();
    }

    /// <summary>The last entry has been taken.</summary>
    /// <param name="nodes">Rows in the table of the tree.</param>
    /// <param name="beyond">The newest stored checkpoint, when it is of more entries than there are.</param>
    public void End(long nodes, StoredCheckpoint? beyond)
    {
        foreach (var node in _doubtful)
        {
            Report(
                node.First,
                node.End - 1,
                "it does not match the stored tree",
                "they do not match the stored tree; at least one of them was changed, or their order was"
            );
        }

        var covered = trust.Last?.Size ?? 0;
        if (beyond is not null)
        {
            if (CheckpointSeal.Fault(beyond, trust.Keys) is { } fault)
            {
                _findings.Add(new LogFinding(null, fault));
            }
            else
            {
                covered = Math.Max(covered, beyond.Size);
            }
        }

        var wanted = size - BitOperations.PopCount((ulong)size);
        if (covered > size)
        {
            _findings.Add(
                new LogFinding(size, $"Log entries from {size} on are missing: the last signed checkpoint covers {covered} entries.")
            );
        }
        else if (!IsBroken && nodes > wanted)
        {
            _findings.Add(
                new LogFinding(
                    null,
                    $"The stored tree has more hashes than {size} entries produce: entries after {size - 1} are "
                        + "missing, or hashes were added."
                )
            );
        }
    }

    private void CompareRoot(long at, byte[] wanted, byte[] found, string by)
    {
        if (found.AsSpan().SequenceEqual(wanted))
        {
            // The entries are what was signed, so it is the tree that was changed.
            foreach (var node in _doubtful.Where(d => d.End <= at))
            {
                _findings.Add(
                    new LogFinding(
                        null,
                        $"The stored tree was changed: its hash over {Range(node.First, node.End - 1)} differs from "
                            + "that of the entries, which are unchanged since they were signed."
                    )
                );
            }

            _doubtful.RemoveAll(d => d.End <= at);
            _good = Math.Max(_good, at);
        }
        else if (!_rootsDiffer)
        {
            _rootsDiffer = true;
            if (!_bad.Exists(b => b.From < at) && !_doubtful.Exists(d => d.First < at))
            {
                Report(_good, at - 1, $"it does not match {by}", $"they do not match {by}; at least one of them was changed");
                _bad.Add((_good, at - 1));
            }
        }
    }

    private void Missing(long from, long to)
    {
        IsBroken = true;
        _findings.Add(new LogFinding(from, from == to ? $"Log entry {from} is missing." : $"Log entries {from} to {to} are missing."));
    }

    private void Bad(long index, string sentence)
    {
        _bad.Add((index, index));
        _findings.Add(new LogFinding(index, sentence));
    }

    private void Report(long from, long to, string one, string several) =>
        _findings.Add(
            new LogFinding(
                from,
                from == to ? $"Log entry {from} was changed: {one}." : $"Log entries {from} to {to} were altered: {several}."
            )
        );

    private static string Range(long from, long to) => from == to ? $"log entry {from}" : $"log entries {from} to {to}";
}
