using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>Body of a delegation.</summary>
/// <param name="Slot">The slot to delegate: <c>security</c>, <c>legal</c>, <c>owner</c>.</param>
/// <param name="To">E-mail address of the person who is to sign.</param>
/// <param name="Until">When the delegation ends, at most 30 days from its start.</param>
/// <param name="Reason">Reason for the delegation.</param>
/// <param name="From">When the delegation begins (default: now).</param>
/// <param name="Models">Names of the models (default: all).</param>
public sealed record DelegationBody(
    string? Slot,
    string? To,
    DateTimeOffset? Until,
    string? Reason,
    DateTimeOffset? From = null,
    IReadOnlyList<string>? Models = null
);

/// <summary>Delegations over HTTP.</summary>
internal static class DelegationsApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var delegations = api.MapGroup("/delegations").WithTags("Delegations");
        delegations
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("List delegations")
            .WithDescription(
                "Lists the delegations that the caller gave or received, newest first, at most 500. With all=true, lists "
                    + "everyone's, for those who may read the audit log."
            )
            .Produces<ApiPage<DelegationView>>()
            .Refuses(401, 403);
        delegations
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Read a delegation")
            .WithDescription(
                "Example: DLG-0003. Returns one of the caller's own delegations, or any delegation for those who may read the audit log."
            )
            .Produces<DelegationView>()
            .Refuses(401, 403, 404);
        delegations
            .MapPost("", GrantAsync)
            .RequireCaller()
            .WithSummary("Delegate a slot")
            .WithDescription(
                "Lets a named person sign for the slot of the active role, in the caller's name, for at most 30 days, with a "
                    + "fresh proof of identity in X-Reauthentication. Not for API keys. The delegation takes effect when that "
                    + "person accepts it. While it is in force, and wherever it was used, the two count as one person: neither "
                    + "may fill another slot, nor sign what the other requested. Example: "
                    + "{\"slot\":\"legal\",\"to\":\"luca.moretti@bank.example\","
                    + "\"until\":\"2026-12-01T00:00:00Z\",\"models\":[\"fraud-scorer\"],\"reason\":\"On leave\"}"
            )
            .Produces<DelegationView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 422);
        delegations
            .MapPost("/{id}/accept", AcceptAsync)
            .RequireCaller()
            .WithSummary("Accept a delegation")
            .WithDescription(
                "For the person the delegation was offered to, with a fresh proof of identity. From then on, while the "
                    + "delegation is in force, they sign on the other person's behalf."
            )
            .Produces<DelegationView>()
            .Refuses(401, 403, 404, 409);
        delegations
            .MapPost("/{id}/decline", DeclineAsync)
            .RequireCaller()
            .WithSummary("Decline a delegation")
            .WithDescription(
                "For the person the delegation was offered to, with a fresh proof of identity. The delegation then does not take effect."
            )
            .Produces<DelegationView>()
            .Refuses(401, 403, 404, 409);
        delegations
            .MapPost("/{id}/revoke", RevokeAsync)
            .RequireCaller()
            .WithSummary("End a delegation")
            .WithDescription(
                "For the person who gave or received the delegation, with a fresh proof of identity. Signatures given under it stay valid."
            )
            .Produces<DelegationView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(Caller caller, ListDelegations list, CancellationToken ct, bool all = false)
    {
        var found = await list.RunAsync(caller.Actor, all, ct);
        return found.Match<IResult>(items => TypedResults.Ok(new ApiPage<DelegationView>(items, null)), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, ListDelegations list, CancellationToken ct) =>
        DisplayId.TryParse<DelegationId>(id, out var delegation)
            ? await AnswerAsync(caller, delegation, list, ct)
            : DelegationRefusals.NotFound.ToProblem();

    private static async Task<IResult> GrantAsync(
        [FromBody] DelegationBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        GrantDelegation grant,
        ListDelegations list,
        CancellationToken ct
    )
    {
        var outcome = await grant.RunAsync(
            caller.Actor,
            new(body.Slot, body.To, body.Models, body.From, body.Until, body.Reason, proof),
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var found = await list.GetAsync(caller.Actor, outcome.Value, ct);
        return found.Match<IResult>(view => TypedResults.Created($"/api/v1/delegations/{view.Id}", view), no => no.ToProblem());
    }

    private static Task<IResult> AcceptAsync(
        string id,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        AnswerDelegation answer,
        ListDelegations list,
        CancellationToken ct
    ) => RunAsync(id, caller, list, delegation => answer.RunAsync(caller.Actor, delegation, accept: true, proof, ct), ct);

    private static Task<IResult> DeclineAsync(
        string id,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        AnswerDelegation answer,
        ListDelegations list,
        CancellationToken ct
    ) => RunAsync(id, caller, list, delegation => answer.RunAsync(caller.Actor, delegation, accept: false, proof, ct), ct);

    private static Task<IResult> RevokeAsync(
        string id,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        RevokeDelegation revoke,
        ListDelegations list,
        CancellationToken ct
    ) => RunAsync(id, caller, list, delegation => revoke.RunAsync(caller.Actor, delegation, proof, ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        Caller caller,
        ListDelegations list,
        Func<DelegationId, Task<Result<Done>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<DelegationId>(id, out var delegation))
        {
            return DelegationRefusals.NotFound.ToProblem();
        }

        var outcome = await act(delegation);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(caller, delegation, list, ct);
    }

    private static async Task<IResult> AnswerAsync(Caller caller, DelegationId id, ListDelegations list, CancellationToken ct)
    {
        var found = await list.GetAsync(caller.Actor, id, ct);
        return found.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }
}
