using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <summary>What a cookie or key says about who someone is. What they may do is never taken from here.</summary>
public static class PortalClaims
{
    /// <summary>Number of the user.</summary>
    public const string User = "user";

    /// <summary>Number of the API key.</summary>
    public const string Key = "key";

    /// <summary>Number of the user who answers for the API key.</summary>
    public const string Owner = "owner";

    /// <summary>Hash of the session.</summary>
    public const string Session = "session";

    /// <summary>The role in force.</summary>
    public const string Role = "role";

    /// <summary>The token that cookie-authenticated writes send back.</summary>
    public const string Csrf = "csrf";

    /// <summary>Present while a session serves to set up a second step, and nothing else.</summary>
    public const string Limited = "limited";

    /// <summary>Printed name, for the page.</summary>
    public const string Name = "name";

    /// <summary>The actor a principal stands for.</summary>
    public static Actor ToActor(this ClaimsPrincipal principal, string? request = null)
    {
        ArgumentNullException.ThrowIfNull(principal);
        request ??= Activity.Current?.TraceId.ToHexString();
        if (Number(principal, Key) is { } key)
        {
            return Actor.OfKey(new ApiKeyId(key), request) with
            {
                Owner = Number(principal, Owner) is { } owner ? new UserId(owner) : null,
            };
        }

        return Number(principal, User) is { } user
            ? Actor.OfUser(new UserId(user), principal.FindFirstValue(Role), principal.FindFirstValue(Session), request)
            : Actor.Anonymous(request);
    }

    private static int? Number(ClaimsPrincipal principal, string claim) =>
        principal.FindFirstValue(claim) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
