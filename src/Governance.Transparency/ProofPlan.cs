using System.Numerics;

namespace Governance.Transparency;

/// <summary>
/// Which stored subtrees a proof is made of. Each hash of the proof is a complete subtree, or the fold of the few that make up the ragged
/// right edge, so that a proof of a log of n entries reads O(log n) stored hashes.
/// </summary>
public sealed class ProofPlan
{
    private readonly IReadOnlyList<IReadOnlyList<NodeId>> _hashes;

    private ProofPlan(IReadOnlyList<IReadOnlyList<NodeId>> hashes)
    {
        _hashes = hashes;
        Nodes = [.. hashes.SelectMany(h => h).Distinct()];
    }

    /// <summary>What has to be read.</summary>
    public IReadOnlyList<NodeId> Nodes { get; }

    /// <summary>The stored subtrees that one hash of the proof is the fold of, from left to right.</summary>
    public IReadOnlyList<NodeId> CoverOf(int hash) => _hashes[hash];

    /// <summary>The root of a tree: one hash. Not for an empty tree, whose root is <see cref="MerkleHash.Empty"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static ProofPlan Root(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new ProofPlan([NodeId.Cover(0, size)]);
    }

    /// <summary>The audit path of a leaf (RFC 6962 section 2.1.1), from the leaf's sibling up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static ProofPlan Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<IReadOnlyList<NodeId>>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                path.Add(NodeId.Cover(middle, to));
                to = middle;
            }
            else
            {
                path.Add(NodeId.Cover(from, middle));
                from = middle;
            }
        }

        path.Reverse();
        return new ProofPlan(path);
    }

    /// <summary>
    /// The proof that a tree extends an earlier one (RFC 6962 section 2.1.2). Empty for equal sizes and for an empty earlier tree.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The first size is negative or larger than the second.</exception>
    public static ProofPlan Consistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var path = new List<IReadOnlyList<NodeId>>();
        if (first == 0 || first == second)
        {
            return new ProofPlan(path);
        }

        var (from, to, whole) = (0L, second, true);
        while (first != to)
        {
            var middle = from + Split(to - from);
            if (first <= middle)
            {
                path.Add(NodeId.Cover(middle, to));
                to = middle;
            }
            else
            {
                path.Add(NodeId.Cover(from, middle));
                from = middle;
                whole = false;
            }
        }

        // The verifier knows the first root already, unless the path has left the tree's left edge.
        if (!whole)
        {
            path.Add(NodeId.Cover(from, to));
        }

        path.Reverse();
        return new ProofPlan(path);
    }

    /// <summary>The hashes of the proof.</summary>
    /// <param name="hashOf">Hash of a stored subtree; asked for <see cref="Nodes"/> only.</param>
    public IReadOnlyList<byte[]> Resolve(Func<NodeId, byte[]> hashOf)
    {
        ArgumentNullException.ThrowIfNull(hashOf);
        return [.. _hashes.Select(parts => Fold(parts, hashOf))];
    }

    // Subtrees shrink from left to right; the right edge is hashed first.
    private static byte[] Fold(IReadOnlyList<NodeId> parts, Func<NodeId, byte[]> hashOf)
    {
        var hash = hashOf(parts[^1]);
        for (var i = parts.Count - 2; i >= 0; i--)
        {
            hash = MerkleHash.Node(hashOf(parts[i]), hash);
        }

        return hash;
    }

    // Largest power of two below n, for n of at least 2.
    private static long Split(long n) => 1L << BitOperations.Log2((ulong)(n - 1));
}
