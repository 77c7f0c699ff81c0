namespace Governance.Transparency;

/// <summary>Checks proofs against roots (RFC 9162 sections 2.1.3.2 and 2.1.4.2). Never throws on what a stranger sent.</summary>
public static class MerkleProofs
{
    /// <summary>True when the leaf stands at its index in the tree of that root.</summary>
    /// <param name="index">Index of the leaf.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="leafHash">Hash of the leaf, 32 bytes.</param>
    /// <param name="proof">Hashes from the leaf's sibling up.</param>
    /// <param name="root">Root of the tree.</param>
    public static bool Includes(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size || leafHash.Length != MerkleHash.Size || proof.Any(h => h is not { Length: MerkleHash.Size }))
        {
            return false;
        }

        var (fn, sn) = (index, size - 1);
        ReadOnlySpan<byte> hash = leafHash;
        foreach (var sibling in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleHash.Node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                hash = MerkleHash.Node(hash, sibling);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && hash.SequenceEqual(root);
    }

    /// <summary>True when the second tree begins with all the leaves of the first, in their order.</summary>
    /// <param name="first">Leaves of the earlier tree; an empty one is a beginning of every tree.</param>
    /// <param name="second">Leaves of the later tree.</param>
    /// <param name="firstRoot">Root of the earlier tree.</param>
    /// <param name="secondRoot">Root of the later tree.</param>
    /// <param name="proof">The hashes; none for equal sizes.</param>
    public static bool Extends(
        long first,
        long second,
        ReadOnlySpan<byte> firstRoot,
        ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<byte[]> proof
    )
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (first < 0 || first > second || proof.Any(h => h is not { Length: MerkleHash.Size }))
        {
            return false;
        }

        if (first == second)
        {
            return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        }

        if (first == 0)
        {
            return proof.Count == 0 && firstRoot.SequenceEqual(MerkleHash.Empty);
        }

        var path = new List<byte[]>(proof.Count + 1);
        if ((first & (first - 1)) == 0)
        {
            path.Add(firstRoot.ToArray());
        }

        path.AddRange(proof);
        if (path.Count == 0)
        {
            return false;
        }

        var (fn, sn) = (first - 1, second - 1);
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        var (fr, sr) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                fr = MerkleHash.Node(hash, fr);
                sr = MerkleHash.Node(hash, sr);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                sr = MerkleHash.Node(sr, hash);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && firstRoot.SequenceEqual(fr) && secondRoot.SequenceEqual(sr);
    }
}
