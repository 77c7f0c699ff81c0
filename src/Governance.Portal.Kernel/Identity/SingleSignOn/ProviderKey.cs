using System.Security.Cryptography;
using System.Text.Json;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>A public key of the provider (RFC 7517): RSA of 2048 to 8192 bits, or P-256.</summary>
public sealed record ProviderKey
{
    private const int MostKeys = 50;

    /// <summary>What tokens call it; null when it has no name.</summary>
    public string? Id { get; private init; }

    /// <summary>The one algorithm it is for; null when it does not say.</summary>
    public string? Algorithm { get; private init; }

    /// <summary>An RSA key.</summary>
    public RSAParameters? Rsa { get; private init; }

    /// <summary>A key on P-256.</summary>
    public ECParameters? Curve { get; private init; }

    /// <summary>The keys of a list that can verify signatures here; others, such as those for encryption, are left out.</summary>
    /// <exception cref="JsonException">It is no list of keys.</exception>
    public static IReadOnlyList<ProviderKey> ReadAll(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
        if (
            document.RootElement.ValueKind is not JsonValueKind.Object
            || !document.RootElement.TryGetProperty("keys", out var keys)
            || keys.ValueKind is not JsonValueKind.Array
            || keys.GetArrayLength() > MostKeys
        )
        {
            throw new JsonException("This is no list of keys.");
        }

        return [.. keys.EnumerateArray().Select(Read).OfType<ProviderKey>()];
    }

    /// <summary>Whether it may be used with an algorithm: only one of its own family.</summary>
    public bool Takes(string algorithm) =>
        (Algorithm is null || Algorithm == algorithm)
        && algorithm switch
        {
            "RS256" or "PS256" => Rsa is not null,
            "ES256" => Curve is not null,
            _ => false,
        };

    private static ProviderKey? Read(JsonElement key)
    {
        if (key.ValueKind is not JsonValueKind.Object || (Text(key, "use") ?? "sig") != "sig" || !MayVerify(key))
        {
            return null;
        }

        try
        {
            return Text(key, "kty") switch
            {
                "RSA" => OfRsa(key),
                "EC" when Text(key, "crv") == "P-256" => OfCurve(key),
                _ => null, // "oct" is a secret, which no provider publishes and no token is verified with
            };
        }
        catch (Exception e) when (e is CryptographicException or ProviderException)
        {
            return null; // not a point of the curve, not base64url
        }
    }

    private static ProviderKey? OfRsa(JsonElement key)
    {
        var (modulus, exponent) = (Number(key, "n"), Number(key, "e"));
        if (modulus.Length is < 256 or > 1024 || exponent.Length is 0 or > 8 || exponent[^1] % 2 == 0 || exponent is [1])
        {
            return null;
        }

        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        using var sample = RSA.Create(parameters);
        return sample.KeySize < 2048
            ? null
            : new()
            {
                Id = Text(key, "kid"),
                Algorithm = Text(key, "alg"),
                Rsa = parameters,
            };
    }

    private static ProviderKey? OfCurve(JsonElement key)
    {
        var point = new ECPoint { X = JsonWebSignature.Bytes(Text(key, "x") ?? ""), Y = JsonWebSignature.Bytes(Text(key, "y") ?? "") };
        if (point.X.Length != 32 || point.Y.Length != 32)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point };
        using var sample = ECDsa.Create(parameters);
        return new()
        {
            Id = Text(key, "kid"),
            Algorithm = Text(key, "alg"),
            Curve = parameters,
        };
    }

    private static bool MayVerify(JsonElement key) =>
        !key.TryGetProperty("key_ops", out var uses)
        || (
            uses.ValueKind is JsonValueKind.Array
            && uses.EnumerateArray().Any(u => u.ValueKind is JsonValueKind.String && u.GetString() == "verify")
        );

    // Some write a leading zero, which the number does not have.
    private static byte[] Number(JsonElement key, string name)
    {
        var bytes = JsonWebSignature.Bytes(Text(key, name) ?? "");
        return [.. bytes.SkipWhile(b => b == 0)];
    }

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
