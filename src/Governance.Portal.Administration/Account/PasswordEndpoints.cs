using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Account;

/// <summary>Body of a change of your own password.</summary>
/// <param name="Password">The new password.</param>
/// <param name="Current">The current password; omit it if <c>X-Reauthentication</c> carries a proof of identity.</param>
/// <param name="Code">One-time code that goes with the current password, for accounts that have a second step.</param>
public sealed record ChangePasswordBody([property: Required] string? Password = null, string? Current = null, string? Code = null);

internal static class PasswordEndpoints
{
    public static void MapPassword(this IEndpointRouteBuilder root, RouteGroupBuilder api)
    {
        api.MapPost("/session/password", ChangeAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithTags("Session")
            .WithName("changePassword")
            .WithSummary("Change your password")
            .WithDescription(
                "Send the new password with the current one (and the one-time code, for accounts that have one), or with a "
                    + "fresh proof of identity in X-Reauthentication. Every other session of the account ends, and this one continues "
                    + "with a new cookie. Wrong passwords count like wrong proofs: too many end this session."
            );
        root.MapGet(Renewal.Path, RenewAsync).RequireCaller().ExcludeFromDescription();
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> ChangeAsync(
        [FromBody] ChangePasswordBody body,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        HttpContext context,
        Caller caller,
        ChangePassword change,
        RenewSession renew,
        CancellationToken ct
    )
    {
        var outcome = await change.RunAsync(
            caller.Actor,
            new(body.Password, body.Current, body.Code, proof, SessionEndpoints.Address(context)),
            ct
        );
        if (!outcome.IsDone)
        {
            return outcome.Refusal.ToProblem();
        }

        var renewed = await Renewal.RunAsync(context, caller.Actor, renew, ct);
        return renewed.IsDone ? TypedResults.Ok(renewed.Value) : renewed.Refusal.ToProblem();
    }

    // A page that has changed something comes by here: only an answer of HTTP can set the cookie. Without its ticket nothing is renewed.
    private static async Task<RedirectHttpResult> RenewAsync(
        [FromQuery] string? ticket,
        [FromQuery] string? done,
        HttpContext context,
        Caller caller,
        RenewSession renew,
        CancellationToken ct
    )
    {
        if (renew.IsTicket(caller.Actor, ticket))
        {
            await Renewal.RunAsync(context, caller.Actor, renew, ct);
        }

        return TypedResults.LocalRedirect(Renewal.WordsOf(done) is null ? "~/account/security" : $"~/account/security?done={done}");
    }
}

/// <summary>How a session gets its new id after its owner's password or second step has changed.</summary>
internal static class Renewal
{
    /// <summary>The address a page goes by.</summary>
    public const string Path = "/account/renew";

    /// <summary>What to say afterwards.</summary>
    public static string? WordsOf(string? done) =>
        done switch
        {
            "passkey" => "Passkey added. Your other sessions have ended.",
            "codes" => "One-time codes are on. Your other sessions have ended.",
            "password" => "Password changed. Your other sessions have ended.",
            _ => null,
        };

    /// <summary>The address for a page of this session.</summary>
    public static string AddressOf(string? ticket, string done) => $"{Path}?ticket={Uri.EscapeDataString(ticket ?? "")}&done={done}";

    /// <summary>Moves the session to another id and sets the cookie.</summary>
    public static async Task<Domain.Result<SessionView>> RunAsync(
        HttpContext context,
        Domain.Identity.Actor actor,
        RenewSession renew,
        CancellationToken ct
    )
    {
        var renewed = await renew.RunAsync(actor, ct);
        return renewed.IsDone
            ? await SessionEndpoints.SignInAsync(context, renewed.Value, context.User.FindFirstValue(PortalClaims.Csrf) ?? SecretText.New())
            : renewed.Refusal;
    }
}
