using Governance.Data;
using Governance.Domain.Decisions.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Computes how the reviews of models went over the last days, with a number of statements that does not grow with them.</summary>
public sealed class ReviewFiguresReader(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Days that figures look back.</summary>
    public const int Days = 90;

    /// <summary>The figures of models with rules or reviews, by name.</summary>
    public async Task<IReadOnlyDictionary<string, ReviewFigures>> RunAsync(IReadOnlyCollection<string> models, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var since = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-Days);
        var states = await db
            .DecisionReviews.AsNoTracking()
            .Where(r => models.Contains(r.Model) && r.CreatedAt >= since)
            .GroupBy(r => new
            {
                r.Model,
                r.State,
                r.IsSample,
                Late = r.AnsweredAt == null && r.DueAt <= now,
            })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.State,
                g.Key.IsSample,
                g.Key.Late,
                Count = g.LongCount(),
            })
            .ToListAsync(ct);
        var tallies = await db
            .ReviewTallies.AsNoTracking()
            .Where(t => models.Contains(t.Model) && t.Day >= since)
            .GroupBy(t => t.Model)
            .Select(g => new
            {
                Model = g.Key,
                Decisions = g.Sum(t => t.Decisions),
                PassedOver = g.Sum(t => t.PassedOver),
            })
            .ToDictionaryAsync(t => t.Model, ct);
        var policies = await db.ReviewPolicies.AsNoTracking().Where(p => models.Contains(p.Model)).ToDictionaryAsync(p => p.Model, ct);
        var judged = (await JudgedAsync(db, models, since, ct)).ToLookup(c => c.Model, StringComparer.Ordinal);
        return models.ToDictionary(
            m => m,
            m =>
            {
                var own = states.Where(s => s.Model == m).ToList();
                long Of(ReviewState state) => own.Where(s => s.State == state && !s.IsSample).Sum(s => s.Count);
                var (wrong, confirmed) = policies.TryGetValue(m, out var policy) ? ReviewFigures.Bias(judged[m], policy) : (0, 0);
                return new ReviewFigures
                {
                    Decisions = tallies.GetValueOrDefault(m)?.Decisions ?? 0,
                    PassedOver = tallies.GetValueOrDefault(m)?.PassedOver ?? 0,
                    Confirmed = Of(ReviewState.Confirmed),
                    Overridden = Of(ReviewState.Overridden),
                    Waiting = own.Where(s => s.State is ReviewState.Open or ReviewState.Escalated).Sum(s => s.Count),
                    Overdue = own.Where(s => s.Late).Sum(s => s.Count),
                    KnownWrong = wrong,
                    WrongConfirmed = confirmed,
                };
            },
            StringComparer.Ordinal
        );
    }

    // Every answer about a decision whose truth is known by now, mixed in or not.
    private static Task<List<JudgedCases>> JudgedAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        DateTimeOffset since,
        CancellationToken ct
    ) =>
        (
            from review in db.DecisionReviews.AsNoTracking()
            where
                models.Contains(review.Model)
                && review.CreatedAt >= since
                && (review.State == ReviewState.Confirmed || review.State == ReviewState.Overridden)
            join truth in db.DecisionTruths.AsNoTracking() on review.Decision equals truth.Decision
            join row in db.Decisions.AsNoTracking()
                on new { Number = truth.Decision, Time = truth.DecisionTime } equals new { row.Number, row.Time }
            group review by new
            {
                review.Model,
                truth.Label,
                row.Outcome,
                Confirmed = review.State == ReviewState.Confirmed,
            } into cases
            select new JudgedCases(cases.Key.Model, cases.Key.Label, cases.Key.Outcome, cases.Key.Confirmed, cases.LongCount())
        ).ToListAsync(ct);
}
