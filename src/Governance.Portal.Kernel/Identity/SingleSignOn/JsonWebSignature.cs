using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>A signed token, read and not yet believed.</summary>
/// <param name="Algorithm">RS256, PS256 or ES256: nothing else is read.</param>
/// <param name="KeyId">The key it says it was signed with; null when it says none.</param>
/// <param name="Type">What kind of token it says it is; null when it says nothing.</param>
/// <param name="Claims">What it says.</param>
/// <param name="Input">What was signed.</param>
/// <param name="Signature">The signature.</param>
public sealed record SignedToken(string Algorithm, string? KeyId, string? Type, JsonElement Claims, byte[] Input, byte[] Signature);

/// <summary>
/// Reads signed tokens in their compact form (RFC 7515) and verifies them with the platform's cryptography. The algorithm is one of three
/// asymmetric ones and has to be of the key's own family: no token chooses how its signature is looked at, and "none" or a secret of ours
/// as key do not exist.
/// </summary>
public static class JsonWebSignature
{
    private const int Longest = 64 * 1024;
    private const int LongestName = 255;
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The algorithms that are taken.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "PS256", "ES256"];

    /// <summary>Reads one.</summary>
    /// <exception cref="ProviderException">It is none, or of a form that is not taken.</exception>
    public static SignedToken Read(string? token)
    {
        if (token is not { Length: > 0 and < Longest } || token.Split('.') is not [var head, var body, var signature])
        {
            throw Not("there is no signed token");
        }

        var header = Json(head, "header");
        var algorithm = Text(header, "alg");
        if (algorithm is null || !Algorithms.Contains(algorithm, StringComparer.Ordinal))
        {
            throw Not("the token is signed in a way that is not taken");
        }

        // Critical extensions change what a signature means; none is understood here, so none may be asked for (RFC 7515, section 4.1.11).
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _) || header.TryGetProperty("zip", out _))
        {
            throw Not("the token asks for an extension that is not understood");
        }

        // Keys come from the provider's own list, never from the token: jku, jwk, x5u and x5c are not looked at.
        var key = Optional(header, "kid");
        return new(
            algorithm,
            key,
            Optional(header, "typ"),
            Json(body, "body"),
            Encoding.ASCII.GetBytes(token[..(head.Length + 1 + body.Length)]),
            Bytes(signature)
        );
    }

    /// <summary>Whether a key made the signature.</summary>
    public static bool IsBy(this SignedToken token, ProviderKey key)
    {
        if (!key.Takes(token.Algorithm))
        {
            return false;
        }

        try
        {
            if (token.Algorithm == "ES256")
            {
                using var curve = ECDsa.Create(key.Curve!.Value);
                return token.Signature.Length == 64
                    && curve.VerifyData(
                        token.Input,
                        token.Signature,
                        HashAlgorithmName.SHA256,
                        DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                    );
            }

            using var rsa = RSA.Create(key.Rsa!.Value);
            return rsa.VerifyData(
                token.Input,
                token.Signature,
                HashAlgorithmName.SHA256,
                token.Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
            );
        }
        catch (CryptographicException)
        {
            return false; // a signature of another length
        }
    }

    /// <summary>Bytes in base64url without padding, and without anything the alphabet does not have.</summary>
    /// <exception cref="ProviderException">It is not.</exception>
    public static byte[] Bytes(string text)
    {
        try
        {
            return text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? Base64Url.DecodeFromChars(text)
                : throw Not("the token is not base64url");
        }
        catch (FormatException e)
        {
            throw new ProviderException(ProviderRefusals.NotValid, "the token is not base64url", e);
        }
    }

    private static JsonElement Json(string part, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(Bytes(part), s_strict);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Not($"the token's {what} is no object");
        }
        catch (JsonException e)
        {
            throw new ProviderException(ProviderRefusals.NotValid, $"the token's {what} cannot be read", e);
        }
    }

    private static string? Optional(JsonElement header, string name) =>
        !header.TryGetProperty(name, out _) ? null
        : Text(header, name) is { Length: > 0 and <= LongestName } text ? text
        : throw Not($"the token's {name} is no name");

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static ProviderException Not(string detail) => new(ProviderRefusals.NotValid, detail);
}
