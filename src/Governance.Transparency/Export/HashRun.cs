namespace Governance.Transparency.Export;

/// <summary>
/// The hashes of a list of entries, as they stream by: one hash for every 512 entries and everything above them, and the single hashes of
/// the first two million (64 MiB), which name an altered entry exactly. Beyond that memory grows by a tenth of a byte an entry.
/// </summary>
internal sealed class HashRun
{
    public const int RetainedBatches = 4096;

    private readonly List<List<byte[]>> _levels =
    [
        [],
    ];
    private readonly List<byte[]> _kept = [];
    private readonly SortedSet<long> _watched = [];
    private readonly Dictionary<long, byte[]> _roots = [];
    private byte[] _last = [];
    private long _lastBatch = -1;

    public long Count { get; private set; }

    /// <summary>Asks for the root of the first so many entries, which may lie where single hashes are not kept.</summary>
    public void Watch(long size) => _watched.Add(size);

    /// <summary>Takes the next entries; only the last batch may be less than full.</summary>
    public void Append(LeafBatch batch)
    {
        var number = batch.First / LeafBatch.Capacity;
        var hashes = batch.Hashes.AsSpan(0, batch.Count * MerkleHash.Size);
        if (number < RetainedBatches)
        {
            _kept.Add(hashes.ToArray());
        }

        (_last, _lastBatch) = (batch.IsFull ? batch.Hashes : hashes.ToArray(), number);
        Count = batch.First + batch.Count;
        if (batch.IsFull)
        {
            Complete(batch.Root.AsSpan().ToArray());
        }

        foreach (var size in _watched.GetViewBetween(batch.First + 1, Count))
        {
            _roots[size] = ProofPlan.Root(size).Resolve(Subtree)[0];
        }

        if (batch.IsFull)
        {
            _lastBatch = -1; // its buffer is used again
        }
    }

    /// <summary>Root of the first so many entries; null when it is no longer known.</summary>
    public byte[]? RootAt(long size)
    {
        if (size == 0)
        {
            return MerkleHash.Empty;
        }

        if (size > Count)
        {
            return null;
        }

        return _roots.TryGetValue(size, out var root) ? root
            : Knows(size) ? ProofPlan.Root(size).Resolve(Subtree)[0]
            : null;
    }

    /// <summary>Hash of a single entry; null when it is no longer known.</summary>
    public byte[]? LeafAt(long index) =>
        index >= 0 && index < Count && Batch(index / LeafBatch.Capacity) is { } batch
            ? batch.AsSpan((int)(index % LeafBatch.Capacity) * MerkleHash.Size, MerkleHash.Size).ToArray()
            : null;

    /// <summary>Whether a hash that is known to be right is that of these entries; null when that can no longer be told.</summary>
    public bool? Agrees(ReadOnlySpan<byte> hash, IReadOnlyList<NodeId> cover)
    {
        if (cover.Any(n => n.End > Count || (n.Level < LeafBatch.Level && Batch(n.First / LeafBatch.Capacity) is null)))
        {
            return null;
        }

        var own = Subtree(cover[^1]);
        for (var i = cover.Count - 2; i >= 0; i--)
        {
            own = MerkleHash.Node(Subtree(cover[i]), own);
        }

        return hash.SequenceEqual(own);
    }

    /// <summary>The entries among which the first lies that two lists of the same length do not share; null when they share all.</summary>
    public (long First, long Last)? FirstDifference(HashRun other)
    {
        var count = long.Min(Count, other.Count);
        for (var from = 0L; from < count; from += LeafBatch.Capacity)
        {
            var number = from / LeafBatch.Capacity;
            var to = long.Min(from + LeafBatch.Capacity, count);
            if (to - from == LeafBatch.Capacity && _levels[0][(int)number].AsSpan().SequenceEqual(other._levels[0][(int)number]))
            {
                continue;
            }

            if (Batch(number) is not { } mine || other.Batch(number) is not { } theirs)
            {
                return (from, to - 1);
            }

            var shared = mine.AsSpan(0, (int)(to - from) * MerkleHash.Size).CommonPrefixLength(theirs) / MerkleHash.Size;
            if (shared < to - from)
            {
                return (from + shared, from + shared);
            }
        }

        return null;
    }

    /// <summary>
    /// Hash of a complete subtree whose entries' hashes lie one behind the other. Overwrites nothing but <paramref name="to"/>.
    /// </summary>
    public static void Fold(ReadOnlySpan<byte> hashes, Span<byte> to)
    {
        var count = hashes.Length / MerkleHash.Size;
        if (count == 1)
        {
            hashes.CopyTo(to);
            return;
        }

        Span<byte> work = stackalloc byte[LeafBatch.Capacity / 2 * MerkleHash.Size];
        FoldOnce(hashes, work);
        for (count /= 2; count > 1; count /= 2)
        {
            FoldOnce(work[..(count * MerkleHash.Size)], work);
        }

        work[..MerkleHash.Size].CopyTo(to);
    }

    private static void FoldOnce(ReadOnlySpan<byte> hashes, Span<byte> to)
    {
        for (var at = 0; at < hashes.Length; at += 2 * MerkleHash.Size)
        {
            MerkleHash.Node(hashes.Slice(at, 2 * MerkleHash.Size), to.Slice(at / 2, MerkleHash.Size));
        }
    }

    private void Complete(byte[] hash)
    {
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count)
            {
                _levels.Add([]);
            }

            _levels[level].Add(hash);
            if (_levels[level].Count % 2 != 0)
            {
                return;
            }

            hash = MerkleHash.Node(_levels[level][^2], hash);
        }
    }

    private bool Knows(long size) => size % LeafBatch.Capacity == 0 || Batch(size / LeafBatch.Capacity) is not null;

    private byte[]? Batch(long number) =>
        number < _kept.Count ? _kept[(int)number]
        : number == _lastBatch ? _last
        : null;

    private byte[] Subtree(NodeId node)
    {
        if (node.Level >= LeafBatch.Level)
        {
            return _levels[node.Level - LeafBatch.Level][(int)node.Index];
        }

        var hashes = Batch(node.First / LeafBatch.Capacity)!
            .AsSpan((int)(node.First % LeafBatch.Capacity) * MerkleHash.Size, (1 << node.Level) * MerkleHash.Size);
        var hash = new byte[MerkleHash.Size];
        Fold(hashes, hash);
        return hash;
    }
}
