using System.Buffers.Text;
using System.Text.Json;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>
/// A signed token in its compact form (RFC 7515), held to what the library that verifies it lets pass: padding, doubled members, critical
/// extensions, names that are none. What is left can be read in one way only. Its signature is not verified yet.
/// </summary>
internal sealed class StrictToken
{
    /// <summary>Longest token.</summary>
    public const int Longest = 64 * 1024;

    private const int MaxName = 255;

    private StrictToken(string text, JsonElement header, JsonElement claims)
    {
        (Text, Claims, KeyId, Type) = (text, claims, Optional(header, "kid"), Optional(header, "typ"));
        Algorithm = ProviderJson.Text(header, "alg") ?? "";
    }

    /// <summary>The algorithms that are taken.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "PS256", "ES256"];

    /// <summary>The token as it came.</summary>
    public string Text { get; }

    /// <summary>RS256, PS256 or ES256: nothing else is read.</summary>
    public string Algorithm { get; }

    /// <summary>The key it says it was signed with; null when it says none.</summary>
    public string? KeyId { get; }

    /// <summary>What kind of token it says it is; null when it does not say.</summary>
    public string? Type { get; }

    /// <summary>What it says.</summary>
    public JsonElement Claims { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="ProviderException">It is none, or of a form that is not taken.</exception>
    public static StrictToken Read(string? token)
    {
        if (token is not { Length: > 0 and < Longest } || token.Split('.') is not [var head, var body, var signature])
        {
            throw Not("there is no signed token");
        }

        _ = Bytes(signature);
        var header = Json(head, "header");

        // Critical extensions change what a signature means; none is understood here, so none may be asked for (RFC 7515, section 4.1.11).
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _) || header.TryGetProperty("zip", out _))
        {
            throw Not("the token asks for an extension that is not supported");
        }

        // Keys come from the provider's own list, never from the token: jku, jwk, x5u and x5c are not looked at.
        var read = new StrictToken(token, header, Json(body, "body"));
        return Algorithms.Contains(read.Algorithm, StringComparer.Ordinal)
            ? read
            : throw Not("the token is signed in a way that is not accepted");
    }

    /// <summary>Never its text.</summary>
    public override string ToString() => "a token";

    private static JsonElement Json(string part, string what)
    {
        try
        {
            return ProviderJson.Read(Bytes(part)) is { ValueKind: JsonValueKind.Object } read
                ? read
                : throw Not($"the token's {what} is not an object");
        }
        catch (JsonException e)
        {
            throw new ProviderException(ProviderRefusals.NotValid, $"the token's {what} cannot be read", e);
        }
    }

    // Without padding, and without anything the alphabet does not have.
    private static byte[] Bytes(string text)
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

    private static string? Optional(JsonElement header, string name) =>
        !header.TryGetProperty(name, out _) ? null
        : ProviderJson.Text(header, name) is { Length: > 0 and <= MaxName } text ? text
        : throw Not($"the token's {name} is not a valid name");

    private static ProviderException Not(string detail) => new(ProviderRefusals.NotValid, detail);
}
