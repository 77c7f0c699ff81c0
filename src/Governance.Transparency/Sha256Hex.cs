using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Governance.Transparency;

/// <summary>Digests as this product writes them: SHA-256, 64 lower-case hexadecimal digits.</summary>
public static class Sha256Hex
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The digest of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>True for exactly 64 lower-case hexadecimal digits.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: 64 } && text.AsSpan().IndexOfAnyExcept(s_digits) < 0;
}
