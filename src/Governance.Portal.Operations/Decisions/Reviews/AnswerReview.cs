using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>
/// A reviewer confirms a decision, decides otherwise, or passes it on. Who decides otherwise overrides the decision as anyone else does; a
/// case that was mixed in is answered without an override, because its decision took effect long ago.
/// </summary>
public sealed class AnswerReview(ActionRunner runner)
{
    /// <summary>What is answered.</summary>
    /// <param name="Review">The review.</param>
    /// <param name="Outcome"><c>confirm</c>, <c>override</c> or <c>escalate</c>.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NewOutcome">For an override, what holds in place of the model's outcome; empty where that is only set aside.</param>
    /// <param name="ReasonCode">For an override, why as a code; <c>other</c> when empty.</param>
    public sealed record Command(DecisionReviewId Review, string? Outcome, string? Reason, string? NewOutcome, string? ReasonCode);

    /// <summary>Runs it.</summary>
    public Task<Result<DecisionReviewId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("decision-review.answered", command.Review.ToString(), Permission.ReviewDecisions),
            (context, token) => AnswerAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<DecisionReviewId>> AnswerAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (await db.DecisionReviews.SingleOrDefaultAsync(r => r.Id == command.Review, ct) is not { } review)
        {
            return ReviewRefusals.NotFound;
        }

        if (!WireName.TryParse<ReviewAnswer>(command.Outcome, out var answer))
        {
            return ReviewRefusals.OutcomeUnknown;
        }

        var policy = await db.ReviewPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == review.Model, ct);
        var parties = await ReviewPeople.PartiesAsync(db, policy, review.Model, context.Now, ct);
        if (review.Refuses(context.Access, parties) is { } refused)
        {
            return refused;
        }

        var decision = (await GetDecision.FindAsync(db, review.DecisionId, ct))!;
        if (DecisionReading.Parse(decision) is not { } content)
        {
            return DecisionRefusals.Erased;
        }

        // Someone who became a reviewer after the review was asked for may be the one the sender names.
        if (await IsNamedAsync(db, context.Access, DecisionReading.Review(content)?.By, ct))
        {
            return ReviewRefusals.Separated;
        }

        var refusal = answer switch
        {
            ReviewAnswer.Confirm => review.Confirm(context.Access, parties, command.Reason, context.Now),
            ReviewAnswer.Override => await OverrideAsync(context, review, decision, parties, command, ct),
            ReviewAnswer.Escalate => review.Escalate(context.Access, parties, command.Reason, policy?.DueHours ?? 24, context.Now),
        };
        if (refusal is not null)
        {
            return refusal;
        }

        ReviewEvents.Append(context, "decision-review.answered", review, Data(review, answer));
        return review.Id;
    }

    private static async Task<Refusal?> OverrideAsync(
        ActionContext context,
        DecisionReview review,
        Decision decision,
        ReviewParties parties,
        Command command,
        CancellationToken ct
    )
    {
        if (context.Access.Refuses(Permission.OverrideDecisions) is { } forbidden)
        {
            return forbidden;
        }

        var given = new OverrideDecision.Command(
            review.DecisionId,
            string.IsNullOrWhiteSpace(command.NewOutcome) ? SetAside(decision.Outcome) : command.NewOutcome,
            string.IsNullOrWhiteSpace(command.ReasonCode) ? WireName.Of(OverrideReason.Other) : command.ReasonCode,
            command.Reason
        );
        var made = review.IsSample
            ? DecisionOverride.Of(decision, 1, given.Outcome, given.ReasonCode, given.Reason, context.Access, context.Now)
            : await OverrideDecision.RecordAsync(context, decision, given, ct);
        return made.Refusal
            ?? review.Override(context.Access, parties, made.Value.Outcome, made.Value.ReasonCode, command.Reason, context.Now);
    }

    // The model's output does not hold, and the reviewer does not say what does.
    private static string SetAside(string? outcome) =>
        outcome is { Length: <= 60 } && outcome.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '_' or '-')
            ? $"not {outcome}"
            : "set aside";

    private static async Task<bool> IsNamedAsync(GovernanceDbContext db, Access access, string? by, CancellationToken ct) =>
        by is not null && (await People.ByIdAsync(db, [access.Person!.Value], ct)).Values.Any(person => ReviewPeople.IsNamed(person, by));

    private static JsonObject Data(DecisionReview review, ReviewAnswer answer) =>
        answer is ReviewAnswer.Escalate
            ? new JsonObject
            {
                ["outcome"] = WireName.Of(answer),
                ["reviewer"] = review.Reviewer.ToString(),
                ["due"] = CanonicalJson.Time(review.DueAt),
                ["reasonSha256"] = review.Escalated!.Sha256,
            }
            : new JsonObject
            {
                ["outcome"] = WireName.Of(answer),
                ["newOutcome"] = review.NewOutcome,
                ["reasonCode"] = review.ReasonCode is { } code ? WireName.Of(code) : null,
                ["reasonSha256"] = review.Reason!.Sha256,
            };
}
