using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Body of a change; absent members stay unchanged, members that are null are removed.</summary>
/// <param name="Owner">E-mail address of the person responsible for the obligation.</param>
/// <param name="DueOn">Internal deadline, as a date.</param>
public sealed record DutyChangeBody(Patch<string> Owner, Patch<string> DueOn);

/// <summary>Body of a piece of evidence.</summary>
/// <param name="Kind">Record kind that the obligation requires.</param>
/// <param name="Title">Title of the evidence.</param>
/// <param name="Reference">Where the evidence is: the id of a record or the location of a document.</param>
/// <param name="Sha256">Digest of the document.</param>
/// <param name="ValidUntil">The last day on which it is valid.</param>
public sealed record DutyEvidenceBody(string? Kind, string? Title, string? Reference, string? Sha256 = null, string? ValidUntil = null);

/// <summary>Body that says why a kind of evidence is not required.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Reason">Why this kind is not required.</param>
public sealed record WaivedKindBody(string? Kind, string? Reason);

/// <summary>Body that accepts the evidence of an obligation.</summary>
/// <param name="NextReview">The last day on which the acceptance is valid.</param>
public sealed record MetBody(string? NextReview = null);

/// <summary>Obligations of a system over HTTP.</summary>
internal static class ObligationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var duties = api.MapGroup("/systems/{id}/obligations").WithTags("Obligations");
        duties
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("List the obligations of a system")
            .WithDescription(
                "Once the classification of the system is signed, only obligations of its class and roles are listed, with "
                    + "dates, the evidence required and what was found in the portal's records. `status` is an ID of the "
                    + "vocabulary (satisfied, in_progress, open, overdue, upcoming, suspended, needs_review, not_applicable), "
                    + "or null for obligations of other parties. None of these statuses means that the law is complied with: a "
                    + "person signs for that."
            )
            .Produces<ItemsView<ObligationView>>()
            .Refuses(401, 403, 404);
        duties
            .MapPatch("/{obligation}", AssignAsync)
            .RequireCaller()
            .WithSummary("Set who is responsible for an obligation, and by when")
            .WithDescription("Example: {\"owner\":\"owner@demo.example\",\"dueOn\":\"2027-06-30\"}")
            .Produces<ObligationView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        duties
            .MapPost("/{obligation}/evidence", LinkAsync)
            .RequireCaller()
            .WithSummary("Link a piece of evidence")
            .WithDescription(
                "Evidence in the portal's own records is found automatically. Example: "
                    + "{\"kind\":\"attached_document\",\"title\":\"Oversight procedure "
                    + "v4\",\"reference\":\"DMS-2211\",\"validUntil\":\"2027-10-02\"}"
            )
            .Produces<ObligationView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        duties
            .MapPost("/{obligation}/waived-kinds", WaiveAsync)
            .RequireCaller()
            .WithSummary("Say why a kind of evidence is not required")
            .WithDescription(
                "For compliance officers and legal approvers; not for API keys. Example: "
                    + "{\"kind\":\"sbom\",\"reason\":\"Nothing is bought in\"}"
            )
            .Produces<ObligationView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        duties
            .MapPost("/{obligation}/met", MeetAsync)
            .RequireCaller()
            .WithSummary("Accept the evidence of an obligation")
            .WithDescription(
                "For compliance officers and legal approvers, once every kind of evidence is covered; not for API keys. The "
                    + "log names the accepted evidence; a change to that evidence triggers a review. Example: "
                    + "{\"nextReview\":\"2027-11-20\"}"
            )
            .Produces<ObligationView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        duties
            .MapPost("/{obligation}/not-applicable", ExcludeAsync)
            .RequireCaller()
            .WithSummary("Say why an obligation does not apply")
            .WithDescription(
                "For compliance officers and legal approvers; not for API keys. The obligation stays listed. Example: "
                    + "{\"reason\":\"No workers are subject to it\"}"
            )
            .Produces<ObligationView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        duties
            .MapPost("/{obligation}/reopen", ReopenAsync)
            .RequireCaller()
            .WithSummary("Withdraw the statement that an obligation is met or does not apply")
            .WithDescription("For compliance officers and legal approvers; not for API keys.")
            .Produces<ObligationView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(string id, ReadCompliance read, CancellationToken ct)
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        return (await read.ObligationsAsync(system, ct)).Match<IResult>(
            items => TypedResults.Ok(new ItemsView<ObligationView>(items)),
            refusal => refusal.ToProblem()
        );
    }

    private static Task<IResult> AssignAsync(
        string id,
        string obligation,
        [FromBody] DutyChangeBody body,
        Caller caller,
        AssignDuty assign,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, obligation, read, key => assign.RunAsync(caller.Actor, key, body.Owner, body.DueOn, ct), ct);

    private static Task<IResult> LinkAsync(
        string id,
        string obligation,
        [FromBody] DutyEvidenceBody body,
        Caller caller,
        LinkEvidence link,
        ReadCompliance read,
        CancellationToken ct
    ) =>
        ActAsync(
            id,
            obligation,
            read,
            key => link.RunAsync(caller.Actor, key, new(body.Kind, body.Title, body.Reference, body.Sha256, body.ValidUntil), ct),
            ct
        );

    private static Task<IResult> WaiveAsync(
        string id,
        string obligation,
        [FromBody] WaivedKindBody body,
        Caller caller,
        WaiveKind waive,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, obligation, read, key => waive.RunAsync(caller.Actor, key, body.Kind, body.Reason, ct), ct);

    private static Task<IResult> MeetAsync(
        string id,
        string obligation,
        [FromBody] MetBody body,
        Caller caller,
        MeetDuty meet,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, obligation, read, key => meet.RunAsync(caller.Actor, key, body.NextReview, ct), ct);

    private static Task<IResult> ExcludeAsync(
        string id,
        string obligation,
        [FromBody] ReturnBody body,
        Caller caller,
        ExcludeDuty exclude,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, obligation, read, key => exclude.RunAsync(caller.Actor, key, body.Reason, ct), ct);

    private static Task<IResult> ReopenAsync(
        string id,
        string obligation,
        Caller caller,
        ReopenDuty reopen,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, obligation, read, key => reopen.RunAsync(caller.Actor, key, ct), ct);

    private static async Task<IResult> ActAsync(
        string id,
        string obligation,
        ReadCompliance read,
        Func<DutyKey, Task<Result<DutyKey>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        var outcome = await act(new DutyKey(system, obligation));
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        return (await read.ObligationsAsync(system, ct)).Match<IResult>(
            items => TypedResults.Ok(items.Single(o => o.Id == obligation)),
            refused => refused.ToProblem()
        );
    }
}

/// <summary>A list that is short by its nature.</summary>
/// <param name="Items">The items.</param>
public sealed record ItemsView<T>(IReadOnlyList<T> Items);
