using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Data.Identity;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>A person as the provider describes them, after every check.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person, as the provider numbers them.</param>
/// <param name="Email">A verified e-mail address, if it sent one.</param>
/// <param name="Name">The person's name, if it sent one.</param>
/// <param name="Groups">Their groups.</param>
/// <param name="AuthenticatedAt">When the provider last asked them who they are, if it says so.</param>
/// <param name="Acr">How strongly, if it says so.</param>
/// <param name="Session">The provider's own session, if it names it: what it ends later it names by this.</param>
public sealed record ProviderPerson(
    string Issuer,
    string Subject,
    string? Email,
    string? Name,
    IReadOnlyList<string> Groups,
    DateTimeOffset? AuthenticatedAt,
    string? Acr,
    string? Session
);

/// <summary>What an ID token has to say to be the answer to a question.</summary>
/// <param name="ClientId">The portal as the provider knows it.</param>
/// <param name="Nonce">What was sent along.</param>
/// <param name="AccessToken">The access token that came with it.</param>
internal sealed record TokenExpectation(string ClientId, string Nonce, string AccessToken);

/// <summary>Checks what the provider says of a person (OpenID Connect Core 1.0, section 3.1.3.7; docs/adr/0018).</summary>
internal static class ProviderClaims
{
    private const int MaxSession = 255;

    /// <summary>How far apart two clocks may be.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>What an ID token has to be.</summary>
    /// <param name="clientId">The portal as the provider knows it.</param>
    /// <param name="now">The server's clock.</param>
    public static TokenRules IdToken(string clientId, DateTimeOffset now) =>
        new("ID token", ["JWT"], clientId, claims => RequireTime(claims, now));

    /// <summary>The claims of an ID token that was verified.</summary>
    /// <exception cref="ProviderException">It is not the answer to this question.</exception>
    public static JsonElement Check(StrictToken token, TokenExpectation expected)
    {
        ArgumentNullException.ThrowIfNull(token);
        var claims = token.Claims;
        // A token of another kind that the same key signed, as one that signs out, is no ID token.
        Require(!claims.TryGetProperty("events", out _), "it is a different kind of token");
        Require(Texts(claims, "aud").Count == 1 || Says(claims, "azp"), "the ID token has several audiences but no authorised party");
        Require(!Says(claims, "azp") || Text(claims, "azp") == expected.ClientId, "the ID token was issued to another party");
        Require(SecretText.Same(Text(claims, "nonce"), expected.Nonce), "the ID token does not contain our nonce");
        Require(Text(claims, "sub") is { Length: > 0 and <= ProviderIdentity.MaxSubject }, "the ID token does not identify anyone");
        Require(
            !Says(claims, "at_hash") || Text(claims, "at_hash") == AccessHash(expected.AccessToken),
            "the access token does not match the ID token"
        );
        return claims;
    }

    private static void RequireTime(JsonElement claims, DateTimeOffset now)
    {
        Require(Instant(claims, "exp") is { } end && end + Skew > now, "the ID token has expired");
        Require(Instant(claims, "iat") is { } made && made - Skew < now, "the ID token is dated in the future");
        Require(!Says(claims, "nbf") || (Instant(claims, "nbf") is { } start && start - Skew < now), "the ID token is not valid yet");
    }

    private static bool Says(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    /// <summary>The person, from ID token and userinfo together.</summary>
    public static ProviderPerson Person(JsonElement token, JsonElement info, string groupsClaim)
    {
        Require(info.ValueKind is JsonValueKind.Object, "userinfo is not an object");
        Require(Text(info, "sub") == Text(token, "sub"), "userinfo is about someone else");
        if (
            Find(info, groupsClaim) is null
            && Find(token, groupsClaim) is null
            && (LeftOut(token, groupsClaim) || LeftOut(info, groupsClaim))
        )
        {
            throw new ProviderException(ProviderRefusals.GroupsLeftOut, "the provider left the groups out because there are too many");
        }

        var from = Text(info, "email") is not null ? info : token;
        var verified =
            !from.TryGetProperty("email_verified", out var flag)
            || flag.ValueKind is JsonValueKind.True
            || (flag.ValueKind is JsonValueKind.String && flag.GetString() == "true");
        return new ProviderPerson(
            Text(token, "iss")!,
            Text(token, "sub")!,
            verified ? Text(from, "email") : null,
            Text(info, "name") ?? Text(token, "name"),
            Values(Find(info, groupsClaim) ?? Find(token, groupsClaim)),
            Instant(token, "auth_time"),
            Text(token, "acr"),
            Text(token, "sid") is { Length: > 0 and <= MaxSession } session ? session : null
        );
    }

    // The left half of the hash that the signature's algorithm uses: SHA-256 for each one that is taken.
    private static string AccessHash(string accessToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));

    // "Distributed claims": the claim is somewhere else (Entra ID does so above 200 groups).
    private static bool LeftOut(JsonElement claims, string groups) =>
        (
            claims.TryGetProperty("_claim_names", out var names)
            && names.ValueKind is JsonValueKind.Object
            && names.TryGetProperty(groups, out _)
        ) || (claims.TryGetProperty("hasgroups", out var has) && has.ValueKind is JsonValueKind.True or JsonValueKind.String);

    private static JsonElement? Find(JsonElement claims, string path)
    {
        if (claims.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        var here = claims;
        foreach (var step in path.Split('.'))
        {
            if (here.ValueKind is not JsonValueKind.Object || !here.TryGetProperty(step, out here))
            {
                return null;
            }
        }

        return here;
    }

    internal static List<string> Texts(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) ? Values(value) : [];

    private static List<string> Values(JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            { ValueKind: JsonValueKind.Array } many =>
            [
                .. many.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!),
            ],
            _ => [],
        };

    internal static string? Text(JsonElement claims, string name) => ProviderJson.Text(claims, name);

    internal static DateTimeOffset? Instant(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds is > 0 and < 250_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ProviderException(ProviderRefusals.NotValid, otherwise);
        }
    }
}
