using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>
/// The keys of a provider's list (RFC 7517) that verify here: RSA of 2048 to 8192 bits and P-256. The library reads them. It takes shorter
/// ones, and those for another use, so what may be used is decided here.
/// </summary>
internal static class ProviderKey
{
    private const int MaxKeys = 50;

    /// <summary>The keys that can verify signatures here; others, such as those for encryption, are left out.</summary>
    /// <exception cref="JsonException">It is no list of keys.</exception>
    public static IReadOnlyList<JsonWebKey> ReadAll(ReadOnlyMemory<byte> body)
    {
        var list = ProviderJson.Read(body);
        if (
            list.ValueKind is not JsonValueKind.Object
            || !list.TryGetProperty("keys", out var keys)
            || keys.ValueKind is not JsonValueKind.Array
            || keys.GetArrayLength() > MaxKeys
        )
        {
            throw new JsonException("This is not a list of keys.");
        }

        return [.. keys.EnumerateArray().Select(Read).OfType<JsonWebKey>()];
    }

    /// <summary>Whether a key may be used with an algorithm: only one of its own family, and the one it is for if it says so.</summary>
    public static bool Takes(this JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm)
        && algorithm switch
        {
            "RS256" or "PS256" => key.Kty == JsonWebAlgorithmsKeyTypes.RSA,
            "ES256" => key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve,
            _ => false,
        };

    private static JsonWebKey? Read(JsonElement json)
    {
        try
        {
            var key = JsonWebKey.Create(json.GetRawText());
            return
                (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)
                && (!json.TryGetProperty("key_ops", out _) || key.KeyOps.Contains("verify", StringComparer.Ordinal))
                && IsStrong(key)
                ? Public(key)
                : null;
        }
        catch (Exception e) when (e is ArgumentException or JsonException or CryptographicException or FormatException)
        {
            return null; // no key, not base64url, not a point of the curve: the others of the list go on verifying
        }
    }

    // Only what a public key is: the library would also take a certificate in it (x5c).
    private static JsonWebKey Public(JsonWebKey key) =>
        new()
        {
            Kty = key.Kty,
            Kid = key.Kid,
            Alg = key.Alg,
            N = key.N,
            E = key.E,
            Crv = key.Crv,
            X = key.X,
            Y = key.Y,
        };

    private static bool IsStrong(JsonWebKey key)
    {
        if (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Crv == JsonWebKeyECTypes.P256)
        {
            var point = new ECPoint { X = Bytes(key.X), Y = Bytes(key.Y) };
            using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            return point is { X.Length: 32, Y.Length: 32 };
        }

        if (key.Kty != JsonWebAlgorithmsKeyTypes.RSA)
        {
            return false;
        }

        // Some write a leading zero, which the number does not have; zeros before a short number do not make it a long one.
        byte[] modulus = [.. Bytes(key.N).SkipWhile(b => b == 0)];
        byte[] exponent = [.. Bytes(key.E).SkipWhile(b => b == 0)];
        if (modulus.Length is < 256 or > 1024 || exponent.Length is 0 or > 8 || exponent[^1] % 2 == 0 || exponent is [1])
        {
            return false;
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return rsa.KeySize >= 2048;
    }

    private static byte[] Bytes(string? text) =>
        text is not null && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? Base64Url.DecodeFromChars(text)
            : throw new FormatException("This is not base64url.");
}
