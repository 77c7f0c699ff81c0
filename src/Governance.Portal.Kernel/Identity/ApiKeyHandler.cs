using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Governance.Data;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Reads <c>Authorization: Bearer gvk_…</c>, and <c>Basic</c> with the key in either field where clients know nothing else
/// (<see cref="BasicKeyPath"/>). A key is compared as text (by its hash), and works only while it is valid.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    AnonymousRefusals refusals,
    IEnumerable<BasicKeyPath> basic,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // To the minute is enough, and spares a write for nearly every request.
    private static readonly TimeSpan s_precision = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var text =
            header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim()
            : header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && basic.Any(b => Request.Path.StartsWithSegments(b.Root, StringComparison.OrdinalIgnoreCase))
                ? OfBasic(header[Basic.Length..].Trim())
            : null;
        if (text is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (!text.StartsWith(ApiKey.TextPrefix, StringComparison.Ordinal) || text.Length > 200)
        {
            return AuthenticateResult.Fail("Not an API key.");
        }

        var hash = SecretText.Hash(text);
        await using var db = await dbFactory.CreateDbContextAsync(Context.RequestAborted);
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, Context.RequestAborted);
        var now = clock.GetLocalNow();
        if (key is null || !key.IsValid(now))
        {
            await refusals.AddAsync(
                "key.used",
                key?.Id.ToString() ?? "key",
                IdentityRefusals.KeyNotValid.Code,
                FailureCounter.AddressOf(Context.Connection.RemoteIpAddress),
                Context.RequestAborted
            );
            return AuthenticateResult.Fail("The API key is unknown, revoked or expired.");
        }

        if (key.LastUsedAt is null || key.LastUsedAt < now - s_precision)
        {
            await db
                .ApiKeys.Where(k => k.Id == key.Id)
                .ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), Context.RequestAborted);
        }

        var identity = new ClaimsIdentity(
            [new Claim(PortalClaims.Key, key.Id.Number.ToString(CultureInfo.InvariantCulture)), new Claim(PortalClaims.Name, key.Name)],
            PortalSchemes.ApiKey,
            PortalClaims.Name,
            PortalClaims.Role
        );
        if (key.Owner is { } owner)
        {
            identity.AddClaim(new Claim(PortalClaims.Owner, owner.Number.ToString(CultureInfo.InvariantCulture)));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), PortalSchemes.ApiKey));
    }

    private static string OfBasic(string encoded)
    {
        Span<byte> bytes = stackalloc byte[1_024];
        if (encoded.Length > 1_024 || !Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return "";
        }

        var fields = Encoding.UTF8.GetString(bytes[..length]).Split(':', 2);
        return Array.Find(fields, f => f.StartsWith(ApiKey.TextPrefix, StringComparison.Ordinal)) ?? "";
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}
