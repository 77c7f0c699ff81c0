using System.Numerics;

namespace Governance.Transparency;

/// <summary>
/// The growing edge of a log: the hashes of its maximal complete subtrees, at most one a level. Appending and the root take O(log n) time
/// and memory (RFC 6962 section 2.1).
/// </summary>
public sealed class MerkleTree
{
    private readonly List<byte[]?> _peaks = [];

    /// <summary>An empty tree.</summary>
    public MerkleTree() { }

    /// <summary>A tree to go on from.</summary>
    /// <param name="size">Leaves so far.</param>
    /// <param name="peakOf">Hashes of the subtrees that <see cref="NodeId.Cover"/> names for 0 to <paramref name="size"/>.</param>
    public MerkleTree(long size, Func<NodeId, byte[]> peakOf)
    {
        ArgumentNullException.ThrowIfNull(peakOf);
        Size = size;
        foreach (var peak in NodeId.Cover(0, size))
        {
            while (_peaks.Count <= peak.Level)
            {
                _peaks.Add(null);
            }

            _peaks[peak.Level] = peakOf(peak);
        }
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf.</summary>
    /// <param name="leafHash">Its hash, 32 bytes.</param>
    /// <param name="completed">Told every subtree above the leaves that this leaf completes, from below up.</param>
    public void Append(byte[] leafHash, Action<NodeId, byte[]>? completed = null)
    {
        ArgumentNullException.ThrowIfNull(leafHash);
        var (node, hash) = (new NodeId(0, Size), leafHash);
        while (node.Level < _peaks.Count && _peaks[node.Level] is { } left)
        {
            _peaks[node.Level] = null;
            hash = MerkleHash.Node(left, hash);
            node = node.Parent;
            completed?.Invoke(node, hash);
        }

        if (node.Level == _peaks.Count)
        {
            _peaks.Add(null);
        }

        _peaks[node.Level] = hash;
        Size++;
    }

    /// <summary>The root of the tree as it stands.</summary>
    public byte[] Root()
    {
        byte[]? root = null;
        foreach (var peak in _peaks)
        {
            if (peak is not null)
            {
                root = root is null ? peak : MerkleHash.Node(peak, root);
            }
        }

        return root ?? MerkleHash.Empty;
    }

    /// <summary>
    /// Subtrees whose hashes appending to a tree of this size needs, whatever is appended. For one leaf, one for every trailing 1 of the
    /// size; for several, those that the new leaves are merged into.
    /// </summary>
    /// <param name="size">Leaves so far.</param>
    /// <param name="count">Leaves to be appended.</param>
    public static IReadOnlyList<NodeId> NeededToAppend(long size, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        // The highest bit that the addition turns on: subtrees below it are merged, those above it stay as they are.
        var changed = BitOperations.Log2((ulong)(size ^ (size + count)));
        return [.. NodeId.Cover(0, size).Where(node => node.Level < changed)];
    }
}
