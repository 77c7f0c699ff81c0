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

/// <summary>A person sends one decision to a reviewer.</summary>
public sealed class SendToReview(ActionRunner runner)
{
    /// <summary>What is sent.</summary>
    /// <param name="Decision">The sender's id of the decision.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Due">When the answer is due; null for the hours that the model's rules say.</param>
    /// <param name="Reviewer">E-mail address or id of the reviewer; null for whose turn it is by the model's rules.</param>
    public sealed record Command(string? Decision, string? Reason, DateTimeOffset? Due, string? Reviewer);

    /// <summary>Runs it.</summary>
    public Task<Result<DecisionReviewId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("decision-review.asked", ReviewEvents.List, Permission.ReviewDecisions),
            (context, token) => SendAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<DecisionReviewId>> SendAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (string.IsNullOrEmpty(command.Decision) || await GetDecision.FindAsync(db, command.Decision, ct) is not { } row)
        {
            return ReviewRefusals.DecisionUnknown;
        }

        if (DecisionReading.Parse(row) is not { } content)
        {
            return DecisionRefusals.Erased;
        }

        var source = await db.DecisionSources.AsNoTracking().SingleAsync(s => s.Id == row.Source, ct);
        var before = await db.DecisionReviews.AsNoTracking().Where(r => r.Decision == row.Number).OrderBy(r => r.Ordinal).ToListAsync(ct);
        if (before.Find(r => r.IsWaiting) is { } waiting)
        {
            return ReviewRefusals.AlreadyWaiting(waiting.AuditSubject);
        }

        var policy = await db.ReviewPolicies.SingleOrDefaultAsync(p => p.Model == source.Model, ct);
        var parties = await ReviewPeople.PartiesAsync(db, policy, source.Model, context.Now, ct);
        var barred = await BarredAsync(db, row, DecisionReading.Review(content)?.By, parties, ct);
        var named = await ReviewPeople.FindAsync(db, command.Reviewer, source.Model, context.Now, ct);
        if (named is null && !string.IsNullOrWhiteSpace(command.Reviewer))
        {
            return ReviewRefusals.ReviewerUnknown("reviewer", command.Reviewer);
        }

        if ((named ?? policy?.Next(p => parties.Reviewers.Contains(p) && !barred.Contains(p))) is not { } reviewer)
        {
            return ReviewRefusals.ReviewerMissing;
        }

        var made = DecisionReview.ByPerson(
            await db.NextIdAsync<DecisionReviewId>(ct),
            new ReviewedDecision(row.Number, row.Id, row.Time, row.Source, source.Model, source.Version, barred),
            before.Count + 1,
            command.Reason,
            reviewer,
            command.Due ?? context.Now.AddHours(policy?.DueHours ?? 24),
            context.Access.PrintedName,
            context.Now
        );
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        var review = made.Value;
        db.DecisionReviews.Add(review);
        ReviewEvents.Append(
            context,
            "decision-review.asked",
            review,
            new JsonObject
            {
                ["reviewer"] = reviewer.ToString(),
                ["due"] = CanonicalJson.Time(review.DueAt),
                ["reasonSha256"] = review.Asked!.Sha256,
            },
            policy?.Model
        );
        return review.Id;
    }

    private static async Task<IReadOnlyList<UserId>> BarredAsync(
        GovernanceDbContext db,
        Decision row,
        string? reviewedBy,
        ReviewParties parties,
        CancellationToken ct
    )
    {
        var batch = new DecisionNumber(row.Number).Batch;
        var storedBy = await db.DecisionBatches.AsNoTracking().Where(b => b.Id == batch).Select(b => b.StoredBy).SingleAsync(ct);
        var people = await People.ByIdAsync(db, parties.Reviewers.Concat(parties.Deciders), ct);
        return
        [
            .. await ReviewPeople.BehindAsync(db, storedBy, ct),
            .. people.Values.Where(p => ReviewPeople.IsNamed(p, reviewedBy)).Select(p => p.Id),
        ];
    }
}
