namespace Governance.Transparency;

/// <summary>
/// Base64 as proofs and notes want it: the standard alphabet, padded, canonical, nothing in between (RFC 4648 sections 3.5 and 4).
/// </summary>
public static class Base64Text
{
    /// <summary>Reads base64; false for any other way to write the same bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[(text.Length / 4 * 3) + 2];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length))
        {
            bytes = [];
            return false;
        }

        bytes = bytes[..length];
        return text.SequenceEqual(Convert.ToBase64String(bytes));
    }

    /// <summary>
    /// Reads base64 in the standard or the URL-safe alphabet, padded or not, as DSSE and WebAuthn send it; false for anything else.
    /// </summary>
    public static bool TryDecodeEither(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        var plain = text.TrimEnd('=');
        if (text.Length - plain.Length > 2 || (text.Length != plain.Length && text.Length % 4 != 0) || plain.Length % 4 == 1)
        {
            return false;
        }

        var standard = new char[(plain.Length + 3) / 4 * 4];
        standard.AsSpan(plain.Length).Fill('=');
        plain.CopyTo(standard);
        standard.AsSpan().Replace('-', '+');
        standard.AsSpan().Replace('_', '/');
        return TryDecode(standard, out bytes);
    }

    /// <summary>Writes base64 in the URL-safe alphabet without padding, as WebAuthn does.</summary>
    public static string UrlSafe(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
