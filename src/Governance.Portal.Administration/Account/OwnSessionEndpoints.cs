using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Administration.Account;

internal static class OwnSessionEndpoints
{
    public static void MapOwnSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/account/sessions").WithTags("Session");
        sessions
            .MapGet(
                "",
                async (Caller caller, SessionQueries queries, CancellationToken ct) =>
                    TypedResults.Ok(await queries.ListAsync(caller.Actor, ct))
            )
            .RequireCaller()
            .WithName("listSessions")
            .WithSummary("List your sessions")
            .WithDescription(
                "The open sessions of the calling account, newest first: since when, last used, role, method, browser and network."
            );
        sessions
            .MapDelete("", (Caller caller, CloseSession close, CancellationToken ct) => EndAsync(caller, close, null, ct))
            .RequireCaller()
            .WithName("endOtherSessions")
            .WithSummary("End all other sessions")
            .WithDescription(
                "Every session of the account except the current one. Their open pages are signed out within a minute, and their next "
                    + "action is refused at once."
            );
        sessions
            .MapDelete(
                "/{session}",
                (string session, Caller caller, CloseSession close, CancellationToken ct) => EndAsync(caller, close, session, ct)
            )
            .RequireCaller()
            .WithName("endSession")
            .WithSummary("End one other session")
            .WithDescription(
                "The session is identified by its hash from the list. Returns 0 if it is not an open session of this account, "
                    + "or is the current one (sign out instead)."
            );
    }

    private static async Task<Results<Ok<EndedView>, ProblemHttpResult>> EndAsync(
        Caller caller,
        CloseSession close,
        string? session,
        CancellationToken ct
    )
    {
        var outcome = await close.OthersAsync(caller.Actor, session, ct);
        return outcome.IsDone ? TypedResults.Ok(new EndedView(outcome.Value)) : outcome.Refusal.ToProblem();
    }
}
