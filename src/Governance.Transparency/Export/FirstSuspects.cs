namespace Governance.Transparency.Export;

/// <summary>
/// Finds where entries stop being what was signed. A root alone says only that something differs; but every proof in the file that leads to
/// a signed root is made of hashes of subtrees, which are beyond doubt then, and a list of leaf hashes names every entry.
/// </summary>
internal static class FirstSuspects
{
    /// <summary>First and last entry among which the first bad one lies.</summary>
    public static (long First, long Last) Find(HashRun run, ExportParts parts, SortedDictionary<long, byte[]> trusted, Checkpoint newest)
    {
        var other = ReferenceEquals(run, parts.Leaves) ? parts.LeafHashes : parts.Leaves;
        if (
            other is not null
            && other.Count == newest.Size
            && other.RootAt(newest.Size) is { } root
            && root.AsSpan().SequenceEqual(newest.Root)
            && run.FirstDifference(other) is { } exact
        )
        {
            return exact;
        }

        var ranges = new List<(long From, long To, bool Agrees)>();
        foreach (var (size, signed) in trusted.Where(t => t.Key > 0))
        {
            Add(signed, NodeId.Cover(0, size));
        }

        foreach (
            var proof in parts.InclusionProofs!.Where(p =>
                trusted.TryGetValue(p.TreeSize, out var r) && MerkleProofs.Includes(p.LeafIndex, p.TreeSize, p.LeafHash, p.Hashes, r)
            )
        )
        {
            Add(proof.LeafHash, [new NodeId(0, proof.LeafIndex)]);
            AddPath(proof.Hashes, ProofPlan.Inclusion(proof.LeafIndex, proof.TreeSize));
        }

        foreach (
            var proof in parts.ConsistencyProofs!.Where(p =>
                trusted.TryGetValue(p.NewSize, out var r)
                && r.AsSpan().SequenceEqual(p.NewRoot)
                && MerkleProofs.Extends(p.OldSize, p.NewSize, p.OldRoot, p.NewRoot, p.Hashes)
            )
        )
        {
            AddPath(proof.Hashes, ProofPlan.Consistency(proof.OldSize, proof.NewSize));
        }

        // Whatever agrees from the beginning on is good; the first bad entry lies at or before the end of every part that does not agree.
        var last = ranges.Where(r => !r.Agrees).Select(r => r.To - 1).Append(long.Max(newest.Size, run.Count) - 1).Min();
        var first = 0L;
        foreach (var range in ranges.Where(r => r.Agrees).OrderBy(r => r.From))
        {
            first = range.From <= first ? long.Max(first, range.To) : first;
        }

        return (long.Min(first, last), long.Max(last, 0));

        void AddPath(IReadOnlyList<byte[]> hashes, ProofPlan plan)
        {
            for (var i = 0; i < hashes.Count; i++)
            {
                Add(hashes[i], plan.CoverOf(i));
            }
        }

        void Add(ReadOnlySpan<byte> hash, IReadOnlyList<NodeId> cover)
        {
            if (cover.Count > 0 && run.Agrees(hash, cover) is { } agrees)
            {
                ranges.Add((cover[0].First, cover[^1].End, agrees));
            }
        }
    }
}
