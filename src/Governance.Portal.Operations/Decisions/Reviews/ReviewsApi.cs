using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>A decision to be reviewed by a person.</summary>
/// <param name="Decision">The sender's id of the decision.</param>
/// <param name="Reason">Reason for the review.</param>
/// <param name="Due">When the answer is due, within 30 days (default: after the hours set in the model's rules, or 24).</param>
/// <param name="Reviewer">E-mail address or id of the reviewer (default: the next reviewer according to the model's rules).</param>
public sealed record ReviewBody(
    [property: Required] string? Decision,
    [property: Required] string? Reason,
    DateTimeOffset? Due = null,
    string? Reviewer = null
);

/// <summary>A reviewer's answer.</summary>
/// <param name="Outcome">confirm, override or escalate.</param>
/// <param name="Reason">Reason for the answer.</param>
/// <param name="NewOutcome">For an override, the outcome that replaces the model's; if absent, the model's outcome is set aside.</param>
/// <param name="ReasonCode">For an override: input-error, model-error, new-information, policy-exception, appeal, fairness or other
/// (default).</param>
public sealed record ReviewAnswerBody(
    [property: Required] string? Outcome,
    [property: Required] string? Reason,
    string? NewOutcome = null,
    string? ReasonCode = null
);

/// <summary>Who reviews a decision from now on.</summary>
/// <param name="Reviewer">E-mail address or id of the person.</param>
/// <param name="Reason">Reason for the reassignment.</param>
public sealed record ReviewReassignBody([property: Required] string? Reviewer, [property: Required] string? Reason);

/// <summary>Rules for which decisions of a model people review.</summary>
/// <param name="Rules">Which decisions go to a person; at most 20.</param>
/// <param name="Reviewers">E-mail addresses or ids of the reviewers, who take turns.</param>
/// <param name="DueHours">Hours after which a review is overdue (default: 24).</param>
/// <param name="EscalateTo">Who decides cases that a reviewer passes on (default: the model's owner).</param>
/// <param name="SampleShare">Share of the reviews, 0 to 0.5, for which a decision with a known outcome is mixed in.</param>
/// <param name="Truths">Which outcome was right, by the label that arrives later.</param>
public sealed record ReviewRulesBody(
    IReadOnlyList<ReviewRule>? Rules = null,
    IReadOnlyList<string>? Reviewers = null,
    int? DueHours = null,
    string? EscalateTo = null,
    double? SampleShare = null,
    IReadOnlyDictionary<string, string>? Truths = null
);

/// <summary>The review queue of decisions over HTTP.</summary>
internal static class ReviewsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var reviews = api.MapGroup("/reviews").WithTags("Reviews of decisions");
        reviews
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithSummary("List reviews of decisions")
            .WithDescription(
                "Newest first. Filters: state (waiting, or one of the states), model, reviewer (me, an ID or an e-mail address), "
                    + "decision, overdue. Example: ?state=waiting&reviewer=me"
            )
            .Produces<ApiPage<ReviewRow>>()
            .Refuses(401, 403, 422);
        reviews
            .MapPost("", SendAsync)
            .RequireCaller()
            .WithSummary("Send a decision to a reviewer")
            .WithDescription(
                "Rules of the model send decisions automatically; this sends a single one. Not for API keys. "
                    + "Example: {\"decision\":\"dec-1\",\"reason\":\"The customer complained\",\"reviewer\":\"risk@demo.example\"}"
            )
            .Produces<ReviewDetail>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        reviews
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithSummary("Read a review of a decision")
            .WithDescription(
                "Example: RVW-0001. Once answered, the review says whether the case had a known outcome, and what that outcome was."
            )
            .Produces<ReviewDetail>()
            .Refuses(401, 403, 404);
        reviews
            .MapPost("/{id}:answer", AnswerAsync)
            .RequireCaller()
            .WithSummary("Answer a review of a decision")
            .WithDescription(
                "For reviewers of the model who neither own the key that logged the decision nor reviewed it before it took "
                    + "effect. An override is recorded beside the decision. Not for API keys. Example: "
                    + "{\"outcome\":\"override\",\"newOutcome\":\"approved\",\"reasonCode\":\"new-information\",\"reason\":\"The salary "
                    + "slip shows a higher income\"}"
            )
            .Produces<ReviewDetail>()
            .Refuses(400, 401, 403, 404, 409, 422);
        reviews
            .MapPost("/{id}:reassign", ReassignAsync)
            .RequireCaller()
            .WithSummary("Assign a decision review to another reviewer")
            .WithDescription(
                "The new reviewer must be allowed to review decisions of the model and must have had no part in this one. They are "
                    + "notified, and the due date stays the same. Not for API keys. Example: "
                    + "{\"reviewer\":\"risk@demo.example\",\"reason\":\"On leave until Monday\"}"
            )
            .Produces<ReviewDetail>()
            .Refuses(400, 401, 403, 404, 409, 422);
        MapRules(api);
    }

    private static void MapRules(RouteGroupBuilder api)
    {
        api.MapGet("/models/{model}/review-rules", RulesAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithTags("Reviews of decisions")
            .WithSummary("Read which decisions of a model are reviewed by people")
            .WithDescription("Without rules, no decision is sent to a person.")
            .Produces<ReviewRulesView>()
            .Refuses(401, 403, 404);
        api.MapPut("/models/{model}/review-rules", ChangeRulesAsync)
            .RequireCaller()
            .WithTags("Reviews of decisions")
            .WithSummary("Set which decisions of a model are reviewed by people")
            .WithDescription(
                "The rules apply from the next batch on. Kinds of rules: confidence-band (low, high), outcome (value), group "
                    + "(field, value), amount (field, above), random-share (share), all. Example: "
                    + "{\"rules\":[{\"kind\":\"confidence-band\",\"low\":0.4,"
                    + "\"high\":0.6},{\"kind\":\"random-share\",\"share\":0.02}],"
                    + "\"reviewers\":[\"risk@demo.example\"],\"dueHours\":48,"
                    + "\"sampleShare\":0.1,\"truths\":{\"1\":\"declined\",\"0\":\"approved\"}}"
            )
            .Produces<ReviewRulesView>()
            .Refuses(400, 401, 403, 404, 422);
        api.MapGet("/models/{model}/review-figures", FiguresAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithTags("Reviews of decisions")
            .WithSummary("Read the review statistics of a model")
            .WithDescription(
                "Covers the last 90 days: the share of decisions that a person answered, the share of answers that agree with the "
                    + "model, and automation bias, which is the share of known-wrong outputs that the reviewer confirmed, with the "
                    + "number of cases. A share without cases is null."
            )
            .Produces<ReviewFigures>()
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? state,
        string? model,
        string? reviewer,
        string? decision,
        string? overdue,
        Caller caller,
        ListReviews list,
        CancellationToken ct
    ) =>
        (await list.RunAsync(new ReviewFilter(state, model, reviewer, decision, overdue), caller.Actor.User, query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> SendAsync(
        [FromBody] ReviewBody body,
        Caller caller,
        SendToReview send,
        ListReviews list,
        CancellationToken ct
    )
    {
        var outcome = await send.RunAsync(caller.Actor, new(body.Decision, body.Reason, body.Due, body.Reviewer), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/reviews/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> GetAsync(string id, ListReviews list, CancellationToken ct) =>
        (await list.GetAsync(Parsed(id), ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> AnswerAsync(
        string id,
        [FromBody] ReviewAnswerBody body,
        Caller caller,
        AnswerReview answer,
        ListReviews list,
        CancellationToken ct
    )
    {
        var command = new AnswerReview.Command(Parsed(id), body.Outcome, body.Reason, body.NewOutcome, body.ReasonCode);
        var outcome = await answer.RunAsync(caller.Actor, command, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }

    private static async Task<IResult> ReassignAsync(
        string id,
        [FromBody] ReviewReassignBody body,
        Caller caller,
        ReassignReview reassign,
        ListReviews list,
        CancellationToken ct
    )
    {
        var outcome = await reassign.RunAsync(caller.Actor, new(Parsed(id), body.Reviewer, body.Reason), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }

    private static async Task<IResult> RulesAsync(string model, ChangeReviewRules rules, CancellationToken ct) =>
        await rules.GetAsync(model, ct) is { } view ? TypedResults.Ok(view) : ModelRefusals.NotFound(model).ToProblem();

    private static async Task<IResult> ChangeRulesAsync(
        string model,
        [FromBody] ReviewRulesBody body,
        Caller caller,
        ChangeReviewRules rules,
        CancellationToken ct
    )
    {
        var command = new ChangeReviewRules.Command(
            model,
            body.Rules ?? [],
            body.Reviewers ?? [],
            body.DueHours ?? 24,
            body.EscalateTo,
            body.SampleShare ?? 0,
            body.Truths ?? new Dictionary<string, string>(StringComparer.Ordinal)
        );
        return (await rules.RunAsync(caller.Actor, command, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> FiguresAsync(
        string model,
        ChangeReviewRules rules,
        ReviewFiguresReader figures,
        CancellationToken ct
    ) =>
        await rules.GetAsync(model, ct) is null
            ? ModelRefusals.NotFound(model).ToProblem()
            : TypedResults.Ok((await figures.RunAsync([model], ct))[model]);

    // An id of another form names nothing either; permission is looked at first all the same.
    private static DecisionReviewId Parsed(string id) => DisplayId.TryParse<DecisionReviewId>(id, out var review) ? review : default;
}
