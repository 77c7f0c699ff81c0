using System.Security.Claims;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Leads those who come back from the provider on: into a session, to their open dialog, to their account, or to a page that says what is
/// wrong.
/// </summary>
internal sealed partial class ProviderAnswers(
    ProviderSignIn signIn,
    ConfirmAtProvider confirm,
    LinkIdentity link,
    AnonymousRefusals anonymous,
    IDataProtectionProvider protection,
    ILogger<ProviderAnswers> logger
) : IProviderAnswers
{
    // Browsers keep cookies up to 4 KB. Without the token the provider asks whether one really wants to sign out.
    private const int MaxToken = 2_000;

    private readonly IDataProtector _protector = protection.CreateProtector("governance.provider-sign-out.v1");

    public async Task<string> TakeAsync(HttpContext http, ProviderPerson person, AuthenticationProperties properties, CancellationToken ct)
    {
        // The callback is answered before anyone is authenticated.
        var known = await http.AuthenticateAsync(PortalSchemes.Session);
        var actor = (known.Principal ?? new ClaimsPrincipal()).ToActor();
        var outcome = properties.Items[ProviderItems.Purpose] switch
        {
            "confirm" => await confirm.TakeAsync(actor, person, properties, ct),
            "link" => await link.TakeAsync(actor, person, properties, ct),
            _ => await OpenAsync(http, person, properties, known.Principal?.FindFirstValue(PortalClaims.Session), ct),
        };
        if (outcome.Refusal is { } refusal)
        {
            LogRefused(refusal.Code, "the person is known");
            return Problem(refusal);
        }

        return OwnPage.Of(properties.RedirectUri);
    }

    public async Task<string> RefuseAsync(HttpContext http, Refusal refusal, string detail, CancellationToken ct)
    {
        LogRefused(refusal.Code, detail);
        await anonymous.AddAsync("session.refused", "session", refusal.Code, SessionEndpoints.Address(http), ct);
        return Problem(refusal);
    }

    /// <summary>The page that says it.</summary>
    public static string Problem(Refusal refusal) => $"/signin/problem?code={Uri.EscapeDataString(refusal.Code)}";

    /// <summary>
    /// The ID token of the sign-in that this browser's session began with: empty when it was too long, null when it began otherwise.
    /// </summary>
    public string? TakeSignOut(HttpContext http)
    {
        var cookie = http.Request.Cookies[SignOutCookie];
        http.Response.Cookies.Delete(SignOutCookie, Cookie(http));
        try
        {
            return cookie is null ? null : _protector.Unprotect(cookie);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private const string SignOutCookie = "governance-provider-out";

    private static CookieOptions Cookie(HttpContext http) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = ProviderEndpoints.SignOut,
            IsEssential = true,
        };

    private async Task<Result<UserId>> OpenAsync(
        HttpContext http,
        ProviderPerson person,
        AuthenticationProperties properties,
        string? replaces,
        CancellationToken ct
    )
    {
        var opened = await signIn.RunAsync(
            new(person, properties.Items[ProviderItems.Nonce]!, SessionEndpoints.Address(http), replaces, SessionOrigin.Of(http)),
            ct
        );
        if (opened.IsDone)
        {
            await SessionEndpoints.SignInAsync(http, opened.Value, SecretText.New());
            var token = properties.GetParameter<string>(ProviderItems.Token) ?? "";
            http.Response.Cookies.Append(SignOutCookie, _protector.Protect(token.Length > MaxToken ? "" : token), Cookie(http));
        }

        return opened.IsDone ? opened.Value.User.UserId : opened.Refusal;
    }

    [LoggerMessage(1321, LogLevel.Warning, "A sign-in through the provider was refused with {Code}: {Detail}")]
    private partial void LogRefused(string code, string detail);
}
