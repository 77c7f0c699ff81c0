using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Governance.Transparency.Witness;

/// <summary>A witness's private key as a PEM text (PKCS#8, RFC 8410), which OpenSSL and other tools read too.</summary>
public static class WitnessKeyFile
{
    private const string Label = "PRIVATE KEY";

    // PrivateKeyInfo, version 0, algorithm 1.3.101.112, an octet string in an octet string of 32 bytes.
    private static ReadOnlySpan<byte> Prefix =>
        [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>Makes a key.</summary>
    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(Ed25519.KeyLength);

    /// <summary>The text of the file.</summary>
    public static string Write(ReadOnlySpan<byte> seed) => PemEncoding.WriteString(Label, [.. Prefix, .. seed]) + "\n";

    /// <summary>Reads the file; false when it holds no Ed25519 key.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out byte[]? seed)
    {
        seed = null;
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] != Label)
        {
            return false;
        }

        var der = new byte[fields.DecodedDataLength];
        if (
            !Convert.TryFromBase64Chars(text.AsSpan()[fields.Base64Data], der, out var length)
            || length != Prefix.Length + Ed25519.KeyLength
            || !der.AsSpan().StartsWith(Prefix)
        )
        {
            return false;
        }

        seed = der[Prefix.Length..];
        return true;
    }
}
