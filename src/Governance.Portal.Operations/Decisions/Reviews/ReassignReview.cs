using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>A person gives a review that waits to another reviewer, who is notified. Its due time stays.</summary>
public sealed class ReassignReview(ActionRunner runner)
{
    /// <summary>What changes.</summary>
    /// <param name="Review">The review.</param>
    /// <param name="Reviewer">E-mail address or id of who reviews from now on.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(DecisionReviewId Review, string? Reviewer, string? Reason);

    /// <summary>Runs it.</summary>
    public Task<Result<DecisionReviewId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("decision-review.reassigned", command.Review.ToString(), Permission.ReviewDecisions),
            (context, token) => ReassignAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<DecisionReviewId>> ReassignAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (await db.DecisionReviews.SingleOrDefaultAsync(r => r.Id == command.Review, ct) is not { } review)
        {
            return ReviewRefusals.NotFound;
        }

        if (string.IsNullOrWhiteSpace(command.Reviewer))
        {
            return ReviewRefusals.ReviewerNotNamed;
        }

        if (await ReviewPeople.FindAsync(db, command.Reviewer, review.Model, context.Now, ct) is not { } reviewer)
        {
            return ReviewRefusals.ReviewerUnknown("reviewer", command.Reviewer);
        }

        var before = review.Reviewer;
        var policy = await db.ReviewPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == review.Model, ct);
        var parties = await ReviewPeople.PartiesAsync(db, policy, review.Model, context.Now, ct);
        var isNamed = await IsNamedAsync(db, review, reviewer, ct);
        if (review.Reassign(context.Access, reviewer, isNamed, parties, command.Reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        ReviewEvents.Append(
            context,
            "decision-review.reassigned",
            review,
            new JsonObject
            {
                ["reviewer"] = reviewer.ToString(),
                ["before"] = before?.ToString(),
                ["reasonSha256"] = review.Reassigned!.Sha256,
            }
        );
        return review.Id;
    }

    // Someone who became a reviewer after the review was asked for may be the one the sender names.
    private static async Task<bool> IsNamedAsync(GovernanceDbContext db, DecisionReview review, UserId reviewer, CancellationToken ct) =>
        await GetDecision.FindAsync(db, review.DecisionId, ct) is { } decision
        && DecisionReading.Parse(decision) is { } content
        && DecisionReading.Review(content)?.By is { } by
        && (await People.ByIdAsync(db, [reviewer], ct)).Values.Any(person => ReviewPeople.IsNamed(person, by));
}
