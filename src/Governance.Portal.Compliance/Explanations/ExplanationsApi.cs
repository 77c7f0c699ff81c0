using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>An explanation request that arrived.</summary>
/// <param name="PersonReference">Reference by which the organisation knows the person; it can be erased.</param>
/// <param name="Decision">The sender's id of the decision.</param>
/// <param name="ReceivedAt">When the request arrived (default: now).</param>
/// <param name="Due">When the answer is due (default: the number of days after receipt that the organisation's rule sets).</param>
/// <param name="Language">Language of the answer: en (default) or de.</param>
public sealed record ExplanationBody(
    [property: Required] string? PersonReference,
    [property: Required] string? Decision,
    DateTimeOffset? ReceivedAt = null,
    DateTimeOffset? Due = null,
    string? Language = null
);

/// <summary>An explanation.</summary>
/// <param name="Text">The whole text (default: created from what is on record for the decision).</param>
/// <param name="Language">Language of the explanation, en or de (default: that of the request).</param>
public sealed record ExplanationDraftBody(string? Text = null, string? Language = null);

/// <summary>A review of an explanation.</summary>
/// <param name="Outcome">approve or return.</param>
/// <param name="TextSha256">The textSha256 of the explanation that was read.</param>
/// <param name="Reason">Why the explanation is returned.</param>
public sealed record ExplanationReviewBody(
    [property: Required] string? Outcome,
    [property: Required] string? TextSha256,
    string? Reason = null
);

/// <summary>How an explanation was sent.</summary>
/// <param name="Via">post, email, online or in-person.</param>
/// <param name="Letter">The report of kind explanation that was sent; absent if the text was sent another way.</param>
public sealed record ExplanationSentBody([property: Required] string? Via, string? Letter = null);

/// <summary>Why no explanation is owed.</summary>
/// <param name="Ground">outside-scope, exception-in-law, other-right or not-the-person.</param>
/// <param name="Reason">The ground in words.</param>
public sealed record ExplanationDeclineBody([property: Required] string? Ground, [property: Required] string? Reason);

/// <summary>Requests for explanations over HTTP.</summary>
internal static class ExplanationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var requests = api.MapGroup("/explanation-requests").WithTags("Explanation requests");
        requests
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadExplanations)
            .WithSummary("List explanation requests")
            .WithDescription(
                "Requests of people affected by a decision (Art. 86 of Regulation (EU) 2024/1689), newest first. "
                    + "Filters: state, overdue, system, model, decision. Example: ?overdue=true&system=SYS-0001"
            )
            .Produces<ApiPage<ExplanationRow>>()
            .Refuses(401, 403, 422);
        requests
            .MapPost("", ReceiveAsync)
            .RequireCaller()
            .WithSummary("Record an explanation request")
            .WithDescription(
                "Art. 86 sets no number of days: `due` follows the organisation's own rule. Example: "
                    + "{\"personReference\":\"Customer 20-4711\",\"decision\":\"dec-1\",\"language\":\"de\"}"
            )
            .Produces<ExplanationRequestView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        requests
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadExplanations)
            .WithSummary("Read an explanation request")
            .WithDescription("Example: EXR-0001. Returns who asked, what was written, who reviewed it and how the request was answered.")
            .Produces<ExplanationRequestView>()
            .Refuses(401, 403, 404);
        MapActs(requests);
    }

    private static void MapActs(RouteGroupBuilder requests)
    {
        requests
            .MapPost("/{id}:draft", DraftAsync)
            .RequireCaller()
            .WithSummary("Write an explanation")
            .WithDescription(
                "Without text, the explanation consists of fixed sentences about what is on record for the decision. An "
                    + "explanation changed after its review must be reviewed again. Example: {\"language\":\"de\"}"
            )
            .Produces<ExplanationRequestView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        requests
            .MapPost("/{id}:review", ReviewAsync)
            .RequireCaller()
            .WithSummary("Review an explanation")
            .WithDescription(
                "For a person who wrote no part of the explanation; not for API keys. Example: "
                    + "{\"outcome\":\"return\",\"textSha256\":\"4be81d07…\",\"reason\":\"Say what a score is\"}"
            )
            .Produces<ExplanationRequestView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        requests
            .MapPost("/{id}:send", SendAsync)
            .RequireCaller()
            .WithSummary("Record that an explanation was sent")
            .WithDescription("Only a reviewed explanation can be sent. Example: {\"via\":\"post\",\"letter\":\"REP-0042\"}")
            .Produces<ExplanationRequestView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        requests
            .MapPost("/{id}:decline", DeclineAsync)
            .RequireCaller()
            .WithSummary("Record that no explanation is owed")
            .WithDescription(
                "Give the ground and the text sent to the person. Example: "
                    + "{\"ground\":\"outside-scope\",\"reason\":\"The system of this decision is not one of Annex III\"}"
            )
            .Produces<ExplanationRequestView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        requests
            .MapPost("/{id}:withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Record that a person withdrew the request")
            .WithDescription("The request stays in the register.")
            .Produces<ExplanationRequestView>()
            .Refuses(401, 403, 404, 409);
        requests
            .MapPost("/{id}:erase", EraseAsync)
            .RequireCaller()
            .WithSummary("Erase the personal data of a closed request")
            .WithDescription("The reference and the texts are erased; dates, states and salted digests stay.")
            .Produces<ExplanationRequestView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? state,
        string? overdue,
        string? system,
        string? model,
        string? decision,
        ListExplanations list,
        CancellationToken ct
    ) =>
        (await list.RunAsync(new ExplanationFilter(state, overdue, system, model, decision), query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> ReceiveAsync(
        [FromBody] ExplanationBody body,
        Caller caller,
        ReceiveExplanation receive,
        ListExplanations list,
        CancellationToken ct
    )
    {
        var command = new ReceiveExplanation.Command(body.PersonReference, body.Decision, body.ReceivedAt, body.Due, body.Language);
        var outcome = await receive.RunAsync(caller.Actor, command, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/explanation-requests/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static Task<IResult> GetAsync(string id, ListExplanations list, CancellationToken ct) =>
        ActAsync(id, list, request => Task.FromResult<Result<ExplanationRequestId>>(request), ct);

    private static Task<IResult> DraftAsync(
        string id,
        [FromBody] ExplanationDraftBody body,
        Caller caller,
        DraftExplanation draft,
        ListExplanations list,
        CancellationToken ct
    ) => ActAsync(id, list, request => draft.RunAsync(caller.Actor, request, body.Text, body.Language, ct), ct);

    private static Task<IResult> ReviewAsync(
        string id,
        [FromBody] ExplanationReviewBody body,
        Caller caller,
        ReviewExplanation review,
        ListExplanations list,
        CancellationToken ct
    ) => ActAsync(id, list, request => review.RunAsync(caller.Actor, new(request, body.Outcome, body.TextSha256, body.Reason), ct), ct);

    private static Task<IResult> SendAsync(
        string id,
        [FromBody] ExplanationSentBody body,
        Caller caller,
        SendExplanation send,
        ListExplanations list,
        CancellationToken ct
    ) => ActAsync(id, list, request => send.RunAsync(caller.Actor, new(request, body.Via, body.Letter), ct), ct);

    private static Task<IResult> DeclineAsync(
        string id,
        [FromBody] ExplanationDeclineBody body,
        Caller caller,
        DeclineExplanation decline,
        ListExplanations list,
        CancellationToken ct
    ) => ActAsync(id, list, request => decline.RunAsync(caller.Actor, request, body.Ground, body.Reason, ct), ct);

    private static Task<IResult> WithdrawAsync(
        string id,
        Caller caller,
        WithdrawExplanation withdraw,
        ListExplanations list,
        CancellationToken ct
    ) => ActAsync(id, list, request => withdraw.RunAsync(caller.Actor, request, ct), ct);

    private static Task<IResult> EraseAsync(
        string id,
        Caller caller,
        EraseExplanation erase,
        ListExplanations list,
        CancellationToken ct
    ) => ActAsync(id, list, request => erase.RunAsync(caller.Actor, request, ct), ct);

    private static async Task<IResult> ActAsync(
        string id,
        ListExplanations list,
        Func<ExplanationRequestId, Task<Result<ExplanationRequestId>>> act,
        CancellationToken ct
    )
    {
        // An id of another form names nothing either; permission is looked at first all the same.
        var outcome = await act(DisplayId.TryParse<ExplanationRequestId>(id, out var request) ? request : default);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }
}
