using System.Security.Claims;
using Governance.Data;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

internal static class SessionEndpoints
{
    private const string SecondStep = "governance-second-step";

    public static void MapSession(this RouteGroupBuilder api)
    {
        var session = api.MapGroup("/session").WithTags("Session");
        session
            .MapPost("", OpenAsync)
            .AllowAnonymous()
            .WithName("openSession")
            .WithSummary("Sign in")
            .WithDescription(
                "Opens a cookie session. Accepts only application/json. Failures are counted by account and by "
                    + "address; 429 says how long to wait, and correct passwords have to wait as well. A person whose role "
                    + "requires a second step and who has none is signed in without a role, to set it up."
            );
        session
            .MapPost("/passkey/options", AskAsync)
            .AllowAnonymous()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("askPasskey")
            .WithSummary("Request a passkey challenge")
            .WithDescription(
                "A challenge for signing in with a passkey, for navigator.credentials.get. Valid for five minutes and one answer."
            );
        session
            .MapPost("/passkey", OpenWithPasskeyAsync)
            .AllowAnonymous()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("openSessionWithPasskey")
            .WithSummary("Sign in with a passkey")
            .WithDescription(
                "Opens the same cookie session as a password does. Accepts only application/json. Failures are counted by account "
                    + "and by address."
            );
        session
            .MapPost("/verify", VerifyAsync)
            .AllowAnonymous()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("verifySession")
            .WithSummary("Sign in: the second step")
            .WithDescription(
                "Follows a POST /session that was answered with session.code-needed: takes the one-time code or a recovery "
                    + "code, with the cookie from that answer, which is valid for five minutes. Failures are counted by "
                    + "account and by address. A script sends `code` with POST /session instead."
            );
        session
            .MapGet("", ReadAsync)
            .RequireCaller()
            .WithName("getSession")
            .WithSummary("Read who is signed in")
            .WithDescription(
                "The account, its roles, the active role and the token that write requests of this session send as X-CSRF-Token."
            );
        session
            .MapDelete("", CloseAsync)
            .RequireCaller()
            .WithName("closeSession")
            .WithSummary("Sign out")
            .WithDescription("Ends the session at once, including on every open page.");
        session
            .MapPut("/role", SwitchAsync)
            .RequireCaller()
            .WithName("switchRole")
            .WithSummary("Switch the active role")
            .WithDescription("Switches to another role of the account. The switch is written to the log. API keys have no role to switch.");
        session
            .MapPost("/reauthenticate", ReauthenticateAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("reauthenticate")
            .WithSummary("Prove your identity again")
            .WithDescription(
                "Send the password (and the one-time code, for accounts that have one), or a passkey's answer. Returns a "
                    + "one-time proof to send in X-Reauthentication with one sign-off or other action of this session. If the "
                    + "body names a decision, or in `act` the method and path of another request, the proof is limited to "
                    + "that. For an action that widens rights, a proof without such a limit is valid for only one minute, and "
                    + "is not accepted at all if the operator requires the limit. Too many failed attempts end this session "
                    + "but do not lock the account."
            );
        session
            .MapPost("/reauthenticate/options", AskAgainAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("askPasskeyAgain")
            .WithSummary("Request a passkey challenge for this account")
            .WithDescription("A challenge for POST /session/reauthenticate. Valid for five minutes, one answer and this session.");
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> OpenAsync(
        [FromBody] SignInBody body,
        HttpContext context,
        OpenSession open,
        CancellationToken ct
    )
    {
        var command = new OpenSession.Command(
            body.Email,
            body.Password,
            body.Role,
            Address(context),
            context.User.FindFirstValue(PortalClaims.Session)
        )
        {
            Code = body.Code,
            From = SessionOrigin.Of(context),
        };
        var outcome = await open.RunAsync(command, ct);
        if (outcome.Refusal == AccountGate.CodeNeeded)
        {
            context.Response.Cookies.Append(SecondStep, await open.SealAsync(command, ct), StepCookie(context));
        }

        return outcome.IsDone ? TypedResults.Ok(await SignInAsync(context, outcome.Value, SecretText.New())) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> VerifyAsync(
        [FromBody] VerifyBody body,
        HttpContext context,
        OpenSession open,
        CancellationToken ct
    )
    {
        var command = new OpenSession.CodeCommand(
            context.Request.Cookies[SecondStep],
            body.Code,
            body.Role,
            Address(context),
            context.User.FindFirstValue(PortalClaims.Session),
            SessionOrigin.Of(context)
        );
        var outcome = await open.WithCodeAsync(command, ct);
        if (!outcome.IsDone)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.Cookies.Delete(SecondStep, StepCookie(context));
        return TypedResults.Ok(await SignInAsync(context, outcome.Value, SecretText.New()));
    }

    // Says only that a password was right: it opens nothing without the code.
    private static CookieOptions StepCookie(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/api/v1/session",
            MaxAge = PasskeyChallenges.Time,
            IsEssential = true,
        };

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemHttpResult>> AskAsync(
        HttpContext context,
        PasskeyGate passkeys,
        IOptions<SecurityOptions> security,
        CancellationToken ct
    ) => Answer(await passkeys.AskAsync(PasskeyPurpose.SignIn, PasskeySite.Of(context.Request, security.Value), ct));

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemHttpResult>> AskAgainAsync(
        HttpContext context,
        Caller caller,
        Reauthentication reauthentication,
        IOptions<SecurityOptions> security,
        CancellationToken ct
    ) => Answer(await reauthentication.AskAsync(caller.Actor, PasskeySite.Of(context.Request, security.Value), ct));

    private static Results<Ok<PasskeyOptionsView>, ProblemHttpResult> Answer(Result<PasskeyOptionsView> options) =>
        options.IsDone ? TypedResults.Ok(options.Value) : options.Refusal.ToProblem();

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> OpenWithPasskeyAsync(
        [FromBody] PasskeySignInBody body,
        HttpContext context,
        OpenSession open,
        IOptions<SecurityOptions> security,
        CancellationToken ct
    )
    {
        var command = new OpenSession.PasskeyCommand(
            body.State,
            body.Credential,
            PasskeySite.Of(context.Request, security.Value),
            body.Role,
            Address(context),
            context.User.FindFirstValue(PortalClaims.Session)
        )
        {
            From = SessionOrigin.Of(context),
        };
        var outcome = await open.WithPasskeyAsync(command, ct);
        return outcome.IsDone ? TypedResults.Ok(await SignInAsync(context, outcome.Value, SecretText.New())) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> ReadAsync(
        HttpContext context,
        Caller caller,
        IDbContextFactory<GovernanceDbContext> databases,
        ActionRunner runner,
        CancellationToken ct
    )
    {
        if (caller.Actor.User is not { } user)
        {
            await runner.RefusedAsync(caller.Actor, new Attempt("session.read", caller.Actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys.ToProblem();
        }

        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Number, ct);
        var held = await OpenSession.HeldAsync(db, row, ct);
        var role = held.Contains(caller.Actor.Role, StringComparer.Ordinal) ? caller.Actor.Role : null;
        return TypedResults.Ok(View(new OpenedSession(row, "", held, role), context.User.FindFirstValue(PortalClaims.Csrf) ?? ""));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(
        HttpContext context,
        Caller caller,
        CloseSession close,
        CancellationToken ct
    )
    {
        var outcome = await close.RunAsync(caller.Actor, ct);
        if (!outcome.IsDone)
        {
            return outcome.Refusal.ToProblem();
        }

        await context.SignOutAsync(PortalSchemes.Session);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SwitchAsync(
        [FromBody] SwitchRoleBody body,
        HttpContext context,
        Caller caller,
        SwitchRole switching,
        CancellationToken ct
    )
    {
        var outcome = await switching.RunAsync(caller.Actor, body.Role, ct);
        return outcome.IsDone
            ? TypedResults.Ok(await SignInAsync(context, outcome.Value, context.User.FindFirstValue(PortalClaims.Csrf) ?? SecretText.New()))
            : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<ProofView>, ProblemHttpResult>> ReauthenticateAsync(
        [FromBody] ReauthenticateBody body,
        HttpContext context,
        Caller caller,
        Reauthentication reauthentication,
        IOptions<SecurityOptions> security,
        CancellationToken ct
    )
    {
        var bound = Bound(body);
        if (!bound.IsDone)
        {
            return bound.Refusal.ToProblem();
        }

        // Of a key the words do not matter: it proves nothing.
        if (body.Act is { } act && caller.Actor.Session is not null && (bound.Value is not null || !IsAct(act)))
        {
            return ActUnknown.ToProblem();
        }

        var outcome = await reauthentication.RunAsync(
            caller.Actor,
            new Reauthentication.Command(body.Password, Address(context), bound.Value)
            {
                Code = body.Code,
                Act = body.Act is { } named ? ReauthenticationService.OfCall(named) : null,
                Passkey = body.Passkey is { } passkey
                    ? new(passkey.State, passkey.Credential, PasskeySite.Of(context.Request, security.Value))
                    : null,
            },
            ct
        );
        return outcome.IsDone ? TypedResults.Ok(new ProofView(outcome.Value.Text, outcome.Value.ExpiresAt)) : outcome.Refusal.ToProblem();
    }

    private static Refusal ActUnknown { get; } =
        Refusal.Field(
            "session.act-unknown",
            "act",
            $"Give the method and path of the request that the proof is for, such as PUT /api/v1/users/USR-0007/roles, and leave out the "
                + $"decision."
        );

    private static bool IsAct(string text) =>
        text.Length <= 250
        && text.Split(' ') is [var method, var path]
        && path.StartsWith("/api/", StringComparison.Ordinal)
        && (HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method));

    // A proof bound to half a decision would be bound to nothing anybody can present.
    private static Result<Reauthentication.BoundDecision?> Bound(ReauthenticateBody body)
    {
        if (body is { Promotion: null, Role: null, Decision: null, BundleDigest: null })
        {
            return Result<Reauthentication.BoundDecision?>.Done(null);
        }

        if (body is { Promotion: { } promotion, Role: { } role, Decision: { } decision, BundleDigest: { } digest })
        {
            return new Reauthentication.BoundDecision(promotion, role, decision, digest);
        }

        var missing = new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            ["promotion"] = body.Promotion is null,
            ["role"] = body.Role is null,
            ["decision"] = body.Decision is null,
            ["bundleDigest"] = body.BundleDigest is null,
        };
        return Refusal.Fields(
            "session.half-bound",
            $"To bind a proof to a decision, give promotion, role, decision and bundleDigest together.",
            missing
                .Where(m => m.Value)
                .ToDictionary(m => m.Key, _ => new Sentence[] { $"Give this too, or leave out all four." }, StringComparer.Ordinal)
        );
    }

    internal static async Task<SessionView> SignInAsync(HttpContext context, OpenedSession session, string csrf)
    {
        await context.SignInAsync(
            PortalSchemes.Session,
            SessionCookies.Principal(session.User, session.Hash, session.Role, csrf, session.IsLimited)
        );
        return View(session, csrf);
    }

    internal static string Address(HttpContext context) => FailureCounter.AddressOf(context.Connection.RemoteIpAddress);

    private static SessionView View(OpenedSession session, string csrf) =>
        new(new SessionUser(session.User.UserId, session.User.Email ?? "", session.User.PrintedName), session.Roles, session.Role, csrf);
}
