using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Random texts that open something. Only their hash is stored: they have 256 random bits, so no slow hash is needed.</summary>
public static class SecretText
{
    /// <summary>A new secret: prefix and 43 characters of base64url.</summary>
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The stored form.</summary>
    public static string Hash(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }

    /// <summary>Compares without telling by its time how much was right.</summary>
    public static bool Same(string? a, string? b) =>
        a is not null && b is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
