using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Outbound;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Admin;

internal static class UserEndpoints
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users
            .MapGet("", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithName("listUsers")
            .WithSummary("List accounts")
            .WithDescription(
                "Sorted by ID. Filters: `text` (part of name or e-mail address), `role`, `state` (active, invited, locked, disabled)."
            );
        users.MapGet("/{id}", FindAsync).RequirePermission(Permission.Administer).WithName("getUser").WithSummary("Read an account");
        users
            .MapPost("", InviteAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("inviteUser")
            .WithSummary("Invite a user")
            .WithDescription(
                "Creates an account and the one-time link with which its owner sets a password. The link is shown once. Requires "
                    + "`X-Reauthentication`. Roles that sign, confirm or widen rights, and the link of such an account, take effect once "
                    + "a second person has confirmed them. Not for API keys."
            );
        users
            .MapPut("/{id}/roles", ChangeRolesAsync)
            .RequireCaller()
            .WithName("changeRoles")
            .WithSummary("Change roles")
            .WithDescription(
                "Sets all roles of an account; the change takes effect at the account's next action. Requires "
                    + "`X-Reauthentication`; a role that signs, confirms or widens rights takes effect once a second person "
                    + "has confirmed it. No one can change their own roles, and no API key can change any. `scopes` grants a "
                    + "role for certain AI systems or business units only; Administrator and Auditor are granted for the whole "
                    + "organisation. A limit set by the groups of single sign-on cannot be changed here (409). Example: "
                    + "{\"roles\":[\"LegalReviewer\"],\"scopes\":[{\"role\":\"LegalReviewer\",\"systems\":[\"SYS-0001\"]}]}"
            );
        users
            .MapPost(
                "/{id}/disable",
                (string id, Caller caller, ChangeUserState change, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => change.DisableAsync(caller.Actor, u, ct), ct)
            )
            .RequireCaller()
            .WithName("disableUser")
            .WithSummary("Disable an account")
            .WithDescription("Ends the account's sessions and stops its keys at once.");
        users
            .MapPost(
                "/{id}/enable",
                (string id, Caller caller, ChangeUserState change, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => change.EnableAsync(caller.Actor, u, ct), ct)
            )
            .RequireCaller()
            .WithName("enableUser")
            .WithSummary("Enable an account");
        users
            .MapPost(
                "/{id}/unlock",
                (string id, Caller caller, ChangeUserState change, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => change.UnlockAsync(caller.Actor, u, ct), ct)
            )
            .RequireCaller()
            .WithName("unlockUser")
            .WithSummary("Unlock an account")
            .WithDescription("Lifts the lock that wrong passwords caused.");
        users
            .MapPost("/{id}/password-link", SendLinkAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("sendPasswordLink")
            .WithSummary("Create a one-time link")
            .WithDescription(
                "A link with which the person sets a new password, valid once and for 24 hours. For 24 hours after the link is "
                    + "used, the person's sign-offs are marked as made soon after a reset. For a person with a role that "
                    + "signs, confirms or widens rights, the link opens once a second person has confirmed it. Requires "
                    + "`X-Reauthentication`. Not for API keys."
            );
        MapConfirmations(users);
    }

    // The second pair of eyes.
    private static void MapConfirmations(RouteGroupBuilder users)
    {
        const string About =
            " For an administrator or a risk officer who did not grant the access, did not get their own access from the person who "
            + "granted it, and is not the person concerned; with a fresh proof of identity in `X-Reauthentication`. Not for API keys.";
        users
            .MapPost(
                "/{id}/confirm",
                (string id, Caller caller, ConfirmAccess confirm, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => confirm.RunAsync(caller.Actor, u, null, ct), ct)
            )
            .RequireCaller()
            .WithName("confirmAccess")
            .WithSummary("Confirm a person's pending access")
            .WithDescription("Confirms all roles and links that are waiting for a second person and that you may confirm." + About);
        users
            .MapPost(
                "/{id}/roles/{role}/confirm",
                (string id, string role, Caller caller, ConfirmAccess confirm, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => confirm.RunAsync(caller.Actor, u, role, ct), ct)
            )
            .RequireCaller()
            .WithName("confirmRole")
            .WithSummary("Confirm a role that someone else granted")
            .WithDescription("The role then takes effect; until then, it allows nothing." + About);
        users
            .MapPost(
                "/{id}/password-link/confirm",
                (string id, Caller caller, ConfirmAccess confirm, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => confirm.RunAsync(caller.Actor, u, GivenAccess.Link, ct), ct)
            )
            .RequireCaller()
            .WithName("confirmPasswordLink")
            .WithSummary("Confirm a one-time link that someone else created")
            .WithDescription("For people with roles that sign, confirm or widen rights. Until then the link does not open." + About);
        users
            .MapPost(
                "/{id}/provider/confirm",
                (string id, Caller caller, ConfirmAccess confirm, UserQueries queries, CancellationToken ct) =>
                    ChangeAsync(id, queries, u => confirm.RunAsync(caller.Actor, u, GivenAccess.SignOn, ct), ct)
            )
            .RequireCaller()
            .WithName("confirmProviderLink")
            .WithSummary("Confirm a link to single sign-on that someone else created")
            .WithDescription("For people with roles that sign, confirm or widen rights. Until then no one can sign in with it." + About);
    }

    private static async Task<Results<Ok<ApiPage<UserView>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListQuery query,
        UserQueries queries,
        [FromQuery] string? text,
        [FromQuery] string? role,
        [FromQuery] string? state,
        CancellationToken ct
    )
    {
        UserState? wanted = null;
        if (state is not null)
        {
            if (!WireName.TryParse<UserState>(state, out var known))
            {
                return Refusal
                    .Field("user.unknown-state", "state", $"States are: {string.Join(", ", WireName.All<UserState>())}.")
                    .ToProblem();
            }

            wanted = known;
        }

        var outcome = await queries.ListAsync(new UserFilter(text, role, wanted), query, ct);
        return outcome.IsDone ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> FindAsync(string id, UserQueries queries, CancellationToken ct) =>
        DisplayId.TryParse<UserId>(id, out var user) && await queries.FindAsync(user, ct) is { } view
            ? TypedResults.Ok(view)
            : AdminRefusals.UnknownUser.ToProblem();

    private static async Task<Results<Created<InvitedUserView>, ProblemHttpResult>> InviteAsync(
        [FromBody] InviteUserBody body,
        HttpContext context,
        Caller caller,
        CreateUser create,
        UserQueries queries,
        CancellationToken ct
    )
    {
        var outcome = await create.RunAsync(
            caller.Actor,
            new CreateUser.Command(body.Email, body.Name, body.Roles) { Scopes = body.Scopes },
            ct
        );
        return outcome.IsDone
            ? TypedResults.Created(
                $"/api/v1/users/{outcome.Value.Id}",
                new InvitedUserView((await queries.FindAsync(outcome.Value.Id, ct))!, View(context, outcome.Value.Link!))
            )
            : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> ChangeRolesAsync(
        string id,
        [FromBody] ChangeRolesBody body,
        Caller caller,
        ChangeRoles change,
        UserQueries queries,
        CancellationToken ct
    ) => await ChangeAsync(id, queries, u => change.RunAsync(caller.Actor, u, body.Roles, ct, body.Scopes), ct);

    private static async Task<Results<Ok<LinkView>, ProblemHttpResult>> SendLinkAsync(
        string id,
        HttpContext context,
        Caller caller,
        SendLink send,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<UserId>(id, out var user))
        {
            return AdminRefusals.UnknownUser.ToProblem();
        }

        var outcome = await send.RunAsync(caller.Actor, user, ct);
        return outcome.IsDone ? TypedResults.Ok(View(context, outcome.Value)) : outcome.Refusal.ToProblem();
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

    private static LinkView View(HttpContext context, OneTimeLink link) =>
        new(context.RequestServices.GetRequiredService<PublicSite>().Link(context.Request, link.Path), link.ExpiresAt);
}
