using System.Numerics;

namespace Governance.Transparency;

/// <summary>
/// A complete subtree of a log: the one of 2^<paramref name="Level"/> leaves that begins at leaf
/// <paramref name="Index"/>·2^<paramref name="Level"/>.
/// </summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Index">Which one of its level, from 0.</param>
public readonly record struct NodeId(int Level, long Index)
{
    /// <summary>A number of its own for every node of every level (in-order numbering): the key under which it is stored.</summary>
    public long Position => (((2 * Index) + 1) << Level) - 1;

    /// <summary>First leaf.</summary>
    public long First => Index << Level;

    /// <summary>Leaf after the last.</summary>
    public long End => (Index + 1) << Level;

    /// <summary>The subtree on its left under the same parent; for a right child.</summary>
    public NodeId LeftSibling => new(Level, Index - 1);

    /// <summary>The subtree one level up.</summary>
    public NodeId Parent => new(Level + 1, Index >> 1);

    /// <summary>The complete subtrees that cover a range of leaves, from left to right.</summary>
    /// <param name="from">First leaf; a range of a proof begins where a subtree at least as large as the range begins.</param>
    /// <param name="to">Leaf after the last.</param>
    public static IReadOnlyList<NodeId> Cover(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        var cover = new List<NodeId>();
        while (from < to)
        {
            var fits = BitOperations.Log2((ulong)(to - from));
            var level = from == 0 ? fits : Math.Min(fits, BitOperations.TrailingZeroCount(from));
            cover.Add(new NodeId(level, from >> level));
            from += 1L << level;
        }

        return cover;
    }
}
