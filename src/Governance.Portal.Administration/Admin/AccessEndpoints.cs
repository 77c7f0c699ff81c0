using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Admin;

/// <summary>Body that marks an account as one for emergencies.</summary>
/// <param name="BreakGlass">True to mark the account, false to remove the mark.</param>
public sealed record BreakGlassBody([property: Required] bool? BreakGlass = null);

/// <summary>Body that links an account to single sign-on.</summary>
/// <param name="Subject">The person's identifier at the provider (<c>sub</c>).</param>
public sealed record LinkBody(string? Subject = null);

internal static class AccessEndpoints
{
    public static void MapUserAccess(this RouteGroupBuilder api)
    {
        var user = api.MapGroup("/users/{id}").WithTags("Users");
        user.MapGet("/sessions", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithName("listUserSessions")
            .WithSummary("List a person's sessions")
            .WithDescription(
                "Open sessions, newest first: since when, last used, role, method, browser and network. Nothing in the list can "
                    + "be used to open a session."
            );
        user.MapDelete(
                "/sessions",
                (string id, Caller caller, ResetAccess reset, CancellationToken ct) => EndAsync(id, null, caller, reset, ct)
            )
            .RequireCaller()
            .WithName("endUserSessions")
            .WithSummary("End a person's sessions")
            .WithDescription(
                "Ends all sessions of the person: open pages are signed out within a minute, and the next action is refused at once."
            );
        user.MapDelete(
                "/sessions/{session}",
                (string id, string session, Caller caller, ResetAccess reset, CancellationToken ct) =>
                    EndAsync(id, session, caller, reset, ct)
            )
            .RequireCaller()
            .WithName("endUserSession")
            .WithSummary("End one session of a person")
            .WithDescription("The session is identified by its hash from the list. Returns 0 if it is not an open session of this person.");
        user.MapPost(
                "/codes/reset",
                async (string id, Caller caller, ResetAccess reset, UserQueries queries, CancellationToken ct) =>
                    await ChangeAsync(id, queries, u => reset.ResetCodesAsync(caller.Actor, u, ct), ct)
            )
            .RequireCaller()
            .WithName("resetCodes")
            .WithSummary("Remove a lost second factor")
            .WithDescription(
                "Removes the one-time codes and recovery codes of someone who lost them, and ends their sessions. For the next "
                    + "24 hours, the person's sign-offs are marked as made soon after a reset. Not for API keys, and not for "
                    + "your own account."
            );
        user.MapPut(
                "/provider",
                async (string id, [FromBody] LinkBody body, Caller caller, LinkUser link, UserQueries queries, CancellationToken ct) =>
                    await ChangeAsync(id, queries, u => link.LinkAsync(caller.Actor, u, body.Subject, ct), ct)
            )
            .RequireCaller()
            .WithName("linkUser")
            .WithSummary("Link a person's account to single sign-on")
            .WithDescription(
                "Links by the subject that the provider has for the person, never by e-mail address. The person who links an "
                    + "account cannot be the second person for it. For the next 24 hours, the person's sign-offs are marked as "
                    + "made soon after a reset. Not for API keys, and not for your own account."
            );
        user.MapDelete(
                "/provider",
                async (string id, Caller caller, LinkUser link, UserQueries queries, CancellationToken ct) =>
                    await ChangeAsync(id, queries, u => link.UnlinkAsync(caller.Actor, u, ct), ct)
            )
            .RequireCaller()
            .WithName("unlinkUser")
            .WithSummary("Remove the link of a person's account to single sign-on")
            .WithDescription(
                "Removes the roles that came from the provider and ends the sessions started through it. Not for API keys, and not for "
                    + "your own account."
            );
        user.MapPut(
                "/break-glass",
                async (
                    string id,
                    [FromBody] BreakGlassBody body,
                    Caller caller,
                    ResetAccess reset,
                    UserQueries queries,
                    CancellationToken ct
                ) => await ChangeAsync(id, queries, u => reset.SetBreakGlassAsync(caller.Actor, u, body.BreakGlass, ct), ct)
            )
            .RequireCaller()
            .WithName("setBreakGlass")
            .WithSummary("Mark an account for emergencies")
            .WithDescription(
                "Each sign-in with such an account uses up its password, passkeys and codes. The session ends after "
                    + "Security__BreakGlassMinutes and is shown on every page while it lasts. Not for API keys, and not for "
                    + "your own account."
            );
    }

    private static async Task<Results<Ok<IReadOnlyList<OwnSession>>, ProblemHttpResult>> ListAsync(
        string id,
        ResetAccess reset,
        UserQueries queries,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<UserId>(id, out var user) && await queries.FindAsync(user, ct) is not null
            ? TypedResults.Ok(await reset.SessionsAsync(user, ct))
            : AdminRefusals.UnknownUser.ToProblem();

    private static async Task<Results<Ok<EndedView>, ProblemHttpResult>> EndAsync(
        string id,
        string? session,
        Caller caller,
        ResetAccess reset,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<UserId>(id, out var user))
        {
            return AdminRefusals.UnknownUser.ToProblem();
        }

        var outcome = await reset.EndSessionsAsync(caller.Actor, user, session, ct);
        return outcome.IsDone ? TypedResults.Ok(new EndedView(outcome.Value)) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> ChangeAsync(
        string id,
        UserQueries queries,
        Func<UserId, Task<Result<UserId>>> change,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<UserId>(id, out var user))
        {
            return AdminRefusals.UnknownUser.ToProblem();
        }

        var outcome = await change(user);
        return outcome.IsDone ? TypedResults.Ok((await queries.FindAsync(outcome.Value, ct))!) : outcome.Refusal.ToProblem();
    }
}
