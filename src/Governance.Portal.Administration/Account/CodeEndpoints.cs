using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Account;

/// <summary>Body with the first code of a new secret.</summary>
/// <param name="Code">The six digits the app shows.</param>
public sealed record FirstCodeBody([property: Required] string? Code = null);

internal static class CodeEndpoints
{
    private const string ProofHeader = "X-Reauthentication";

    public static void MapCodes(this RouteGroupBuilder api)
    {
        var codes = api.MapGroup("/account/codes").WithTags("Session");
        codes
            .MapGet(
                "",
                async (Caller caller, ChangeCodes change, CancellationToken ct) =>
                    TypedResults.Ok(await change.StatusAsync(caller.Actor, ct))
            )
            .RequireCaller()
            .WithName("getCodes")
            .WithSummary("Read the state of your one-time codes")
            .WithDescription(
                "Returns whether the calling account has one-time codes, since when, and how many recovery codes are left; "
                    + "never the secret."
            );
        codes
            .MapPost("", BeginAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("beginCodes")
            .WithSummary("Begin setting up one-time codes")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. Returns a new secret for an authenticator app (RFC 6238), as "
                    + "text and as an otpauth address. It takes effect once its first code has been sent, within ten minutes and in this "
                    + "session."
            );
        codes
            .MapPost("/confirm", ConfirmAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("confirmCodes")
            .WithSummary("Set up one-time codes")
            .WithDescription(
                "Send the first code made from the secret just shown. This activates the secret and returns ten recovery codes, which are "
                    + "shown once. Every other session of the account ends, and this one continues with a new cookie."
            );
        codes
            .MapDelete("", RemoveAsync)
            .RequireCaller()
            .WithName("removeCodes")
            .WithSummary("Remove your one-time codes")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. Sign-in and signatures ask only for the password from "
                    + "then on; recovery codes stop working."
            );
        codes
            .MapPost("/recovery", RenewAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("renewRecoveryCodes")
            .WithSummary("Create new recovery codes")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. Returns ten codes, each valid once, and shows them "
                    + "only in this answer; earlier codes stop working."
            );
    }

    private static async Task<Results<Ok<NewCodesView>, ProblemHttpResult>> BeginAsync(
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ChangeCodes change,
        CancellationToken ct
    ) => Answer(await change.BeginAsync(caller.Actor, proof, ct));

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemHttpResult>> ConfirmAsync(
        [FromBody] FirstCodeBody body,
        HttpContext context,
        Caller caller,
        ChangeCodes change,
        RenewSession renew,
        CancellationToken ct
    )
    {
        var outcome = await change.ConfirmAsync(caller.Actor, body.Code, ct);
        if (outcome.IsDone)
        {
            // The codes are shown once: they are answered even if the session should be over by now.
            await Renewal.RunAsync(context, caller.Actor, renew, ct);
        }

        return Answer(outcome);
    }

    private static async Task<Results<Ok<CodesView>, ProblemHttpResult>> RemoveAsync(
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ChangeCodes change,
        CancellationToken ct
    ) => Answer(await change.RemoveAsync(caller.Actor, proof, ct));

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemHttpResult>> RenewAsync(
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ChangeCodes change,
        CancellationToken ct
    ) => Answer(await change.RenewAsync(caller.Actor, proof, ct));

    private static Results<Ok<T>, ProblemHttpResult> Answer<T>(Result<T> outcome) =>
        outcome.IsDone ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToProblem();
}
