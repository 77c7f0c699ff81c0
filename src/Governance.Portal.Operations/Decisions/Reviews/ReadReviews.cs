using Governance.Data;
using Governance.Domain.Decisions;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>What people said of one decision, and what was true in the end.</summary>
internal static class ReadReviews
{
    public static async Task<(IReadOnlyList<ReviewSummary> Reviews, TruthView? Truth)> OfAsync(
        GovernanceDbContext db,
        Decision decision,
        string model,
        CancellationToken ct
    )
    {
        var reviews = await db
            .DecisionReviews.AsNoTracking()
            .Where(r => r.Decision == decision.Number)
            .OrderBy(r => r.Ordinal)
            .ToListAsync(ct);
        var summaries = reviews
            .Select(r => new ReviewSummary(r.Id, r.State, r.DueAt, r.AnsweredByName, r.AnsweredAt, r.Reason?.Text))
            .ToList();
        // Anyone who still has to judge must not read the answer, here or over someone's shoulder.
        return reviews.Exists(r => r.IsWaiting) ? (summaries, null) : (summaries, await TruthAsync(db, decision, model, ct));
    }

    private static async Task<TruthView?> TruthAsync(GovernanceDbContext db, Decision decision, string model, CancellationToken ct)
    {
        if (await db.DecisionTruths.AsNoTracking().SingleOrDefaultAsync(t => t.Decision == decision.Number, ct) is not { } truth)
        {
            return null;
        }

        var policy = await db.ReviewPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == model, ct);
        return new TruthView(
            truth.Label,
            policy?.Truths.GetValueOrDefault(truth.Label),
            policy?.WasRight(truth.Label, decision.Outcome),
            truth.ArrivedAt
        );
    }
}
