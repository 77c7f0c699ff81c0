using System.Security.Cryptography;

namespace Governance.Domain.Decisions;

/// <summary>
/// The 32 random bytes behind a decision's two salts. They are the salt of the input; the salt of the content is their hash. Anyone who is
/// shown the salt of the content learns nothing about that of the input: the one can be handed out with a proof while the other stays here,
/// and no bit of the other can be changed without the commitment telling. Erasing the seed erases both.
/// </summary>
public static class DecisionSeed
{
    /// <summary>Length in bytes, of the seed and of a salt.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Salt of the content: SHA-256(0x00 ‖ seed).</summary>
    public static void ContentSalt(ReadOnlySpan<byte> seed, Span<byte> salt)
    {
        Span<byte> bytes = stackalloc byte[1 + Size];
        bytes[0] = 0;
        seed[..Size].CopyTo(bytes[1..]);
        SHA256.HashData(bytes, salt);
    }

    /// <summary>SHA-256(salt ‖ bytes).</summary>
    public static byte[] Commit(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> bytes)
    {
        var commitment = new byte[Size];
        Commit(salt, bytes, commitment);
        return commitment;
    }

    /// <summary>SHA-256(salt ‖ bytes).</summary>
    public static void Commit(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> bytes, Span<byte> commitment)
    {
        const int OnStack = 2_048;
        var length = salt.Length + bytes.Length;
        if (length <= OnStack)
        {
            Span<byte> both = stackalloc byte[OnStack];
            salt.CopyTo(both);
            bytes.CopyTo(both[salt.Length..]);
            SHA256.HashData(both[..length], commitment);
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(bytes);
        hash.GetHashAndReset(commitment);
    }
}
