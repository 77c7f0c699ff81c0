using System.Security.Cryptography;

namespace Governance.Transparency;

/// <summary>Hashes of a Merkle tree with SHA-256 (RFC 6962 section 2.1; RFC 9162 section 2.1 has the same tree).</summary>
public static class MerkleHash
{
    /// <summary>Largest leaf in bytes: the length that a tile of a transparency log can carry (C2SP tlog-tiles).</summary>
    public const int MaxLeafBytes = 65_535;

    /// <summary>Length of a hash in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Root of a tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 ‖ data).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(data);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right) of two hashes that lie side by side; allocates nothing.</summary>
    /// <param name="pair">64 bytes.</param>
    /// <param name="to">Takes 32 bytes; may overlap the pair.</param>
    public static void Node(ReadOnlySpan<byte> pair, Span<byte> to)
    {
        Span<byte> both = stackalloc byte[1 + (2 * Size)];
        both[0] = 1;
        pair[..(2 * Size)].CopyTo(both[1..]);
        SHA256.HashData(both, to);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    /// <param name="left">32 bytes.</param>
    /// <param name="right">32 bytes.</param>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * Size)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Size)..]);
        return SHA256.HashData(both[..(1 + left.Length + right.Length)]);
    }
}
