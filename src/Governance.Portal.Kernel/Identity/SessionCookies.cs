using System.Globalization;
using System.Security.Claims;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Names of the authentication schemes.</summary>
public static class PortalSchemes
{
    /// <summary>Chooses between cookie and key.</summary>
    public const string Any = "portal";

    /// <summary>The browser's session cookie.</summary>
    public const string Session = "session";

    /// <summary>An API key as bearer token.</summary>
    public const string ApiKey = "api-key";
}

public sealed class SessionCookies(IOptions<SecurityOptions> security) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) => Configure(PortalSchemes.Session, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "governance-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain HTTP is served on loopback only
        options.ExpireTimeSpan = TimeSpan.FromHours(security.Value.SessionHours);
        options.SlidingExpiration = false; // the session row says when it ends
        options.LoginPath = "/signin";
        options.AccessDeniedPath = "/forbidden";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>The principal of a session.</summary>
    public static ClaimsPrincipal Principal(User user, string sessionHash, string? role, string csrf, bool isLimited = false)
    {
        ArgumentNullException.ThrowIfNull(user);
        var claims = new List<Claim>
        {
            new(PortalClaims.User, user.Id.ToString(CultureInfo.InvariantCulture)),
            new(PortalClaims.Name, user.PrintedName),
            new(PortalClaims.Session, sessionHash),
            new(PortalClaims.Csrf, csrf),
        };
        if (role is not null)
        {
            claims.Add(new Claim(PortalClaims.Role, role));
        }

        if (isLimited)
        {
            claims.Add(new Claim(PortalClaims.Limited, "second-step"));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, PortalSchemes.Session, PortalClaims.Name, PortalClaims.Role));
    }

    // Every request asks the database: a session that ended, a disabled account or a role taken away works at once.
    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(context.HttpContext.RequestAborted);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (access, seen) = await AccessReader.LoadWithSessionAsync(
            db,
            context.Principal!.ToActor(),
            now,
            context.HttpContext.RequestAborted
        );
        var session = context.Principal!.FindFirstValue(PortalClaims.Session);
        if (
            (access.Refusal is { } refusal && refusal != IdentityRefusals.RoleTaken && refusal != IdentityRefusals.RoleSwitched)
            || IsIdle(seen, security.Value, now)
        )
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(PortalSchemes.Session);
            return;
        }

        // An open page that no one touches connects again by itself: that is no use.
        if (!context.HttpContext.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            await NoteAsync(db, session, seen, now, context.HttpContext.RequestAborted);
        }
    }

    /// <summary>When a session was last used, to the minute; null for none.</summary>
    internal static async Task<DateTimeOffset?> LastSeenAsync(GovernanceDbContext db, string? session, CancellationToken ct) =>
        session is null
            ? null
            : await db.Sessions.Where(s => s.Hash == session).Select(s => (DateTimeOffset?)s.LastSeenAt).SingleOrDefaultAsync(ct);

    /// <summary>Whether no one has used a session for longer than it may rest.</summary>
    internal static bool IsIdle(DateTimeOffset? seen, SecurityOptions security, DateTimeOffset now) =>
        seen < now.AddMinutes(-security.SessionIdleMinutes);

    private static async Task NoteAsync(
        GovernanceDbContext db,
        string? session,
        DateTimeOffset? seen,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (seen < now - TimeSpan.FromMinutes(1))
        {
            await db.Sessions.Where(s => s.Hash == session).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), ct);
        }
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (ApiAddresses.Hold(context.Request.Path))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            // The framework builds a whole address of the name the request came with; the browser knows where it is.
            context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        }

        return Task.CompletedTask;
    }
}
