using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Governance.Data;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Identity;

/// <summary>Reads <c>Authorization: Bearer gvk_…</c>. A key is compared as text (by its hash), and works only while it is valid.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    AnonymousRefusals refusals,
    TimeProvider clock) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    // To the minute is enough, and spares a write for nearly every request.
    private static readonly TimeSpan s_precision = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var text = header[Bearer.Length..].Trim();
        if (!text.StartsWith(ApiKey.TextPrefix, StringComparison.Ordinal) || text.Length > 200)
        {
            return AuthenticateResult.Fail("Not an API key.");
        }

        var hash = SecretText.Hash(text);
        await using var db = await dbFactory.CreateDbContextAsync(Context.RequestAborted);
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, Context.RequestAborted);
        var now = clock.GetUtcNow();
        if (key is null || !key.IsValid(now))
        {
            await refusals.AddAsync("key.used", key?.Id.ToString() ?? "key", IdentityRefusals.KeyNotValid.Code, FailureCounter.AddressOf(Context.Connection.RemoteIpAddress), Context.RequestAborted);
            return AuthenticateResult.Fail("The API key is unknown, revoked or expired.");
        }

        if (key.LastUsedAt is null || key.LastUsedAt < now - s_precision)
        {
            await db.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), Context.RequestAborted);
        }

        var identity = new ClaimsIdentity(
            [new Claim(PortalClaims.Key, key.Id.Number.ToString(CultureInfo.InvariantCulture)), new Claim(PortalClaims.Name, key.Name)],
            PortalSchemes.ApiKey,
            PortalClaims.Name,
            PortalClaims.Role);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), PortalSchemes.ApiKey));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
