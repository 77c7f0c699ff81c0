using System.Text.Json;
using Governance.Data.Identity;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>What the provider says has ended, after every check of the token's own words.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person; null when only a session is named.</param>
/// <param name="Session">The provider's session; null when everything of the person has ended.</param>
/// <param name="Id">The token's own id: good once.</param>
public sealed record LogoutNotice(string Issuer, string? Subject, string? Session, string Id);

/// <summary>Checks logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6).</summary>
public static class LogoutToken
{
    /// <summary>
    /// How old a token may be. With the skew of clocks it is shorter than used ids are remembered, so that none is good twice.
    /// </summary>
    public static readonly TimeSpan Age = PasskeyChallenges.Time - ProviderClaims.Skew;

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int MaxName = 255;

    /// <summary>What it says.</summary>
    /// <param name="keys">Verifies it.</param>
    /// <param name="token">The token, as it came.</param>
    /// <param name="clientId">The portal as the provider knows it.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProviderException">It is none, or not for us and now.</exception>
    public static async Task<LogoutNotice> CheckAsync(
        ProviderKeys keys,
        string? token,
        string clientId,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        var rules = new TokenRules("logout token", ["logout+jwt", "JWT"], clientId, claims => RequireTime(claims, now));
        var verified = await keys.ValidateAsync(token, rules, ct);
        var claims = verified.Claims;
        Require(!claims.TryGetProperty("nonce", out _), "a logout token holds no nonce");
        Require(
            claims.TryGetProperty("events", out var events)
                && events.ValueKind is JsonValueKind.Object
                && events.TryGetProperty(Event, out var end)
                && end.ValueKind is JsonValueKind.Object,
            "the logout token is for a different event"
        );
        Require(ProviderClaims.Text(claims, "jti") is { Length: > 0 and <= MaxName }, "the logout token has no ID");
        var (subject, session) = (Name(claims, "sub", ProviderIdentity.MaxSubject), Name(claims, "sid", MaxName));
        Require(subject is not null || session is not null, "the logout token names neither a person nor a session");
        return new(ProviderClaims.Text(claims, "iss")!, subject, session, ProviderClaims.Text(claims, "jti")!);
    }

    private static void RequireTime(JsonElement claims, DateTimeOffset now)
    {
        Require(
            ProviderClaims.Instant(claims, "iat") is { } made && made - ProviderClaims.Skew <= now && now - made <= Age,
            "the logout token is too old, or dated in the future"
        );
        Require(
            !claims.TryGetProperty("exp", out _) || (ProviderClaims.Instant(claims, "exp") is { } over && over + ProviderClaims.Skew > now),
            "the logout token has expired"
        );
    }

    private static string? Name(JsonElement claims, string name, int most)
    {
        Require(
            !claims.TryGetProperty(name, out _) || (ProviderClaims.Text(claims, name) is { Length: > 0 } text && text.Length <= most),
            $"the logout token's {name} is not a valid name"
        );
        return ProviderClaims.Text(claims, name);
    }

    private static void Require(bool holds, string otherwise) => ProviderClaims.Require(holds, otherwise);
}
