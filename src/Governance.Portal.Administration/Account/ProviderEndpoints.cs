using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Portal.Kernel.Outbound;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>The ways to the provider and back out of it, and the same for scripts.</summary>
internal static class ProviderEndpoints
{
    /// <summary>
    /// Leads to the provider: to sign in, with <c>confirm</c> to confirm a decision, with <c>link</c> to link an account.
    /// </summary>
    public const string Start = "/signin/provider";

    /// <summary>Leads out of the provider after the portal's own session has ended.</summary>
    public const string SignOut = "/signin/provider/out";

    private const int MaxLogout = 64 * 1024;
    private const string ProofHeader = "X-Reauthentication";

    public static void MapProvider(this IEndpointRouteBuilder root, RouteGroupBuilder api)
    {
        root.MapGet(Start, StartAsync).AllowAnonymous().ExcludeFromDescription();
        root.MapGet(SignOut, SignOutAsync).AllowAnonymous().ExcludeFromDescription();
        api.MapPost("/session/reauthenticate/provider", ConfirmAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithTags("Session")
            .WithName("reauthenticateAtProvider")
            .WithSummary("Prove your identity again with the organisation's identity provider")
            .WithDescription(
                "Returns a proof that becomes valid once the person has opened `url` in the browser of this session and the provider has "
                    + "verified their identity again. Then send it in X-Reauthentication with one decision, like any other proof."
            )
            .ProducesProblem(404);
        api.MapPost("/session/provider-logout", LogoutAsync)
            .AllowAnonymous()
            .WithTags("Session")
            .WithName("endProviderSessions")
            .WithSummary("End sessions the identity provider has ended (OpenID Connect Back-Channel Logout 1.0)")
            .WithDescription(
                "Called by the organisation's identity provider with a signed `logout_token`, as a form. Sessions that belong "
                    + "to the named session of the provider, or to the named person, end at once. 400 when the token is not "
                    + "valid; each token can be used once."
            )
            .Accepts<string>("application/x-www-form-urlencoded")
            .Produces(StatusCodes.Status200OK)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(429)
            .ProducesProblem(503);
        var link = api.MapGroup("/account/provider").WithTags("Session").ProducesProblem(404);
        link.MapGet("", ReadAsync)
            .RequireCaller()
            .WithName("getProviderLink")
            .WithSummary("Read how your account is linked to single sign-on")
            .WithDescription(
                "Returns the identity provider, the subject by which it knows the person, and the roles that come from it. 404 "
                    + "if single sign-on is not set up, and for API keys."
            );
        link.MapPost("", LinkAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("linkProvider")
            .WithSummary("Begin linking your account to single sign-on")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. Returns the address to open in the browser of this session "
                    + "within five minutes. An account is never linked by its e-mail address."
            );
        link.MapDelete("", UnlinkAsync)
            .RequireCaller()
            .WithName("unlinkProvider")
            .WithSummary("Remove your account's link to single sign-on")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. Roles that came from the provider are removed. Refused if there "
                    + "would be no other way to sign in."
            );
    }

    private static async Task<IResult> StartAsync(
        string? returnUrl,
        string? confirm,
        string? link,
        HttpContext context,
        Caller caller,
        ConfirmAtProvider confirming,
        LinkIdentity linking,
        ProviderAnswers answers,
        IOptions<SingleSignOnOptions> options,
        CancellationToken ct
    )
    {
        if (!options.Value.IsEnabled)
        {
            return TypedResults.LocalRedirect(ProviderAnswers.Problem(ProviderRefusals.NotConfigured));
        }

        var asked =
            confirm is not null ? confirming.Ask(caller.Actor, confirm)
            : link is not null ? linking.Ask(caller.Actor, link)
            : new AuthenticationProperties { RedirectUri = OwnPage.Of(returnUrl), Items = { [ProviderItems.Purpose] = "sign-in" } };
        if (asked is null)
        {
            return TypedResults.LocalRedirect(
                await answers.RefuseAsync(
                    context,
                    ProviderRefusals.NotBegunHere,
                    "the request belongs to another session, or is too old",
                    ct
                )
            );
        }

        try
        {
            await context.ChallengeAsync(ProviderServices.Scheme, asked);
            return TypedResults.Empty;
        }
        catch (ProviderException e)
        {
            return TypedResults.LocalRedirect(await answers.RefuseAsync(context, e.Refusal, e.Message, ct));
        }
    }

    // Only after the session has ended: a link on another site must not sign anybody out.
    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        ProviderAnswers answers,
        ProviderDirectory directory,
        PublicSite site,
        IOptions<SingleSignOnOptions> options,
        CancellationToken ct
    )
    {
        if (context.User.Identity?.IsAuthenticated is true)
        {
            return TypedResults.LocalRedirect("/");
        }

        if (answers.TakeSignOut(context) is not { } token || !options.Value.IsEnabled)
        {
            return TypedResults.LocalRedirect("/signin");
        }

        try
        {
            if ((await directory.GetAsync(ct)).EndSession is not { } end)
            {
                return TypedResults.LocalRedirect("/signin");
            }

            var query = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["client_id"] = options.Value.ClientId,
                ["post_logout_redirect_uri"] = site.AddressOf(context.Request) is { } address ? address + "/signin" : null,
                ["id_token_hint"] = token.Length > 0 ? token : null,
            };
            return TypedResults.Redirect(QueryHelpers.AddQueryString(end.ToString(), query.Where(q => q.Value is not null)));
        }
        catch (ProviderException)
        {
            return TypedResults.LocalRedirect("/signin"); // signed out here; the provider's own session ends by itself
        }
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, EndProviderSessions end, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        var outcome = await end.RunAsync(await TokenAsync(context, ct), SessionEndpoints.Address(context), ct);
        return outcome.IsDone ? TypedResults.Ok() : outcome.Refusal.ToProblem();
    }

    // What is too long or no form holds no token, which is refused as any other that does not hold.
    private static async Task<string?> TokenAsync(HttpContext context, CancellationToken ct)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength > MaxLogout)
        {
            return null;
        }

        try
        {
            var reader = new FormPipeReader(context.Request.BodyReader)
            {
                KeyLengthLimit = 200,
                ValueLengthLimit = MaxLogout,
                ValueCountLimit = 20,
            };
            var form = await reader.ReadFormAsync(ct);
            return form.TryGetValue("logout_token", out var found) && found is [{ } token] ? token : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }

    private static async Task<Results<Ok<WaitingProofView>, ProblemHttpResult>> ConfirmAsync(
        Caller caller,
        ConfirmAtProvider confirm,
        CancellationToken ct
    ) => Answer(await confirm.BeginAsync(caller.Actor, ct));

    private static async Task<Results<Ok<ProviderLinkView>, ProblemHttpResult>> ReadAsync(
        Caller caller,
        LinkIdentity link,
        CancellationToken ct
    ) =>
        caller.Actor.User is { } user && await link.FindAsync(user, ct) is { } view
            ? TypedResults.Ok(view)
            : ProviderRefusals.NotConfigured.ToProblem();

    private static async Task<Results<Ok<LinkStartView>, ProblemHttpResult>> LinkAsync(
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        LinkIdentity link,
        CancellationToken ct
    ) => Answer(await link.BeginAsync(caller.Actor, proof, ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlinkAsync(
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        LinkIdentity link,
        CancellationToken ct
    )
    {
        var outcome = await link.RemoveAsync(caller.Actor, proof, ct);
        return outcome.IsDone ? TypedResults.NoContent() : outcome.Refusal.ToProblem();
    }

    private static Results<Ok<T>, ProblemHttpResult> Answer<T>(Result<T> outcome) =>
        outcome.IsDone ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToProblem();
}
