using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Account;

internal static class PasskeyEndpoints
{
    private const string ProofHeader = "X-Reauthentication";

    public static void MapPasskeys(this RouteGroupBuilder api)
    {
        var passkeys = api.MapGroup("/account/passkeys").WithTags("Session");
        passkeys
            .MapGet("", ListAsync)
            .RequireCaller()
            .WithName("listPasskeys")
            .WithSummary("List your passkeys")
            .WithDescription("The passkeys of the calling account, oldest first.");
        passkeys
            .MapPost("/options", AskAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("askNewPasskey")
            .WithSummary("Begin adding a passkey")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. Returns a challenge for navigator.credentials.create, valid for "
                    + "five minutes, one answer and this session."
            );
        passkeys
            .MapPost("", AddAsync)
            .RequireCaller()
            .WithName("addPasskey")
            .WithSummary("Add a passkey")
            .WithDescription(
                "Stores the passkey that the browser created for the challenge. It must verify the person; ES256 and RS256 are accepted. "
                    + "Every other session of the account ends, and this one continues with a new cookie."
            );
        passkeys
            .MapPut("/{id}", RenameAsync)
            .RequireCaller()
            .WithName("renamePasskey")
            .WithSummary("Rename a passkey")
            .WithDescription("Gives the passkey a name by which you recognise it.");
        passkeys
            .MapDelete("/{id}", RemoveAsync)
            .RequireCaller()
            .WithName("removePasskey")
            .WithSummary("Remove a passkey")
            .WithDescription(
                "Requires a fresh proof of identity in X-Reauthentication. What the passkey signed stays signed and verifiable."
            );
    }

    private static async Task<Ok<IReadOnlyList<PasskeyView>>> ListAsync(Caller caller, ChangePasskeys passkeys, CancellationToken ct) =>
        TypedResults.Ok(await passkeys.ListAsync(caller.Actor, ct));

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemHttpResult>> AskAsync(
        [FromHeader(Name = ProofHeader)] string? proof,
        HttpContext context,
        Caller caller,
        RegisterPasskey register,
        CancellationToken ct
    )
    {
        var outcome = await register.AskAsync(caller.Actor, proof, context, ct);
        return outcome.IsDone ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Created<PasskeyView>, ProblemHttpResult>> AddAsync(
        [FromBody] NewPasskeyBody body,
        HttpContext context,
        Caller caller,
        RegisterPasskey register,
        RenewSession renew,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(caller.Actor, body.Name, body.State, body.Credential, context, ct);
        if (outcome.IsDone)
        {
            await Renewal.RunAsync(context, caller.Actor, renew, ct);
        }

        return outcome.IsDone
            ? TypedResults.Created($"/api/v1/account/passkeys/{outcome.Value.Id}", outcome.Value)
            : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<PasskeyView>, ProblemHttpResult>> RenameAsync(
        string id,
        [FromBody] PasskeyNameBody body,
        Caller caller,
        ChangePasskeys passkeys,
        CancellationToken ct
    ) => Answer(await passkeys.RenameAsync(caller.Actor, id, body.Name, ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ChangePasskeys passkeys,
        CancellationToken ct
    )
    {
        var outcome = await passkeys.RemoveAsync(caller.Actor, id, proof, ct);
        return outcome.IsDone ? TypedResults.NoContent() : outcome.Refusal.ToProblem();
    }

    private static Results<Ok<PasskeyView>, ProblemHttpResult> Answer(Result<PasskeyView> outcome) =>
        outcome.IsDone ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToProblem();
}
