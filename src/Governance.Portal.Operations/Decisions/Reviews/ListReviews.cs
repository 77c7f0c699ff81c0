using System.Linq.Expressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Which reviews.</summary>
/// <param name="State">Where they stand, by wire name; <c>waiting</c> for all that wait.</param>
/// <param name="Model">The model that decided.</param>
/// <param name="Reviewer">Whose turn it is: <c>me</c>, an id or an e-mail address.</param>
/// <param name="Decision">The sender's id of the decision.</param>
/// <param name="Overdue"><c>true</c> for those whose answer is late, <c>false</c> for all others.</param>
public sealed record ReviewFilter(
    string? State = null,
    string? Model = null,
    string? Reviewer = null,
    string? Decision = null,
    string? Overdue = null
)
{
    /// <summary>Name of all states that wait.</summary>
    public const string Waiting = "waiting";

    /// <summary>The one who asks.</summary>
    public const string Me = "me";
}

/// <summary>Reads reviews of decisions: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListReviews(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>A page for a screen: what waits first, what is due next at the top.</summary>
    public async Task<Result<PageOf<ReviewRow>>> PageAsync(ReviewFilter filter, UserId? me, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, me, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var reviews = await filtered
            .Value.OrderBy(r => r.AnsweredAt != null)
            .ThenBy(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new PageOf<ReviewRow>(await RowsAsync(db, reviews, ct), total);
    }

    /// <summary>A page for a program, the newest first.</summary>
    public async Task<Result<ApiPage<ReviewRow>>> RunAsync(ReviewFilter filter, UserId? me, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<DecisionReviewId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, me, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var reviews = await filtered
            .Value.Where(r => below == null || (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var rows = await RowsAsync(db, [.. reviews.Take(take)], ct);
        return new ApiPage<ReviewRow>(rows, reviews.Count > take ? Cursor.Encode(reviews[take - 1].Id.ToString()) : null);
    }

    /// <summary>One review.</summary>
    public async Task<Result<ReviewDetail>> GetAsync(DecisionReviewId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.DecisionReviews.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } review)
        {
            return ReviewRefusals.NotFound;
        }

        var row = (await RowsAsync(db, [review], ct))[0];
        var truth =
            !review.IsWaiting && await GetDecision.FindAsync(db, review.DecisionId, ct) is { } decision
                ? (await ReadReviews.OfAsync(db, decision, review.Model, ct)).Truth
                : null;
        return new ReviewDetail
        {
            Id = row.Id,
            Decision = row.Decision,
            Model = row.Model,
            Version = row.Version,
            Outcome = row.Outcome,
            Confidence = row.Confidence,
            Rule = row.Rule,
            Reason = row.Reason,
            CreatedAt = row.CreatedAt,
            Due = row.Due,
            Reviewer = row.Reviewer,
            ReviewerName = row.ReviewerName,
            State = row.State,
            Overdue = row.Overdue,
            AnsweredBy = row.AnsweredBy,
            AnsweredAt = row.AnsweredAt,
            AskedBy = review.AskedByName,
            EscalatedBy = review.EscalatedByName,
            EscalatedAt = review.EscalatedAt,
            EscalationReason = review.Escalated?.Text,
            ReassignedBy = review.ReassignedByName,
            ReassignedAt = review.ReassignedAt,
            ReassignmentReason = review.Reassigned?.Text,
            AnswerReason = review.Reason?.Text,
            NewOutcome = review.NewOutcome,
            ReasonCode = review.ReasonCode,
            KnownCase = review.IsWaiting ? null : review.IsSample,
            Truth = truth,
        };
    }

    /// <summary>The review that is due next for someone, but for one; null when none waits for them.</summary>
    public async Task<DecisionReviewId?> NextAsync(UserId person, DecisionReviewId but, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .DecisionReviews.AsNoTracking()
            .Where(r => r.Reviewer == person && r.Id != but && (r.State == ReviewState.Open || r.State == ReviewState.Escalated))
            .OrderBy(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Select(r => (DecisionReviewId?)r.Id)
            .FirstOrDefaultAsync(ct);
    }

    private async Task<List<ReviewRow>> RowsAsync(GovernanceDbContext db, List<DecisionReview> reviews, CancellationToken ct)
    {
        if (reviews.Count == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var numbers = reviews.Select(r => r.Decision).ToList();
        var (first, last) = (reviews.Min(r => r.DecisionTime), reviews.Max(r => r.DecisionTime));
        var decided = await db
            .Decisions.AsNoTracking()
            .Where(d => numbers.Contains(d.Number) && d.Time >= first && d.Time <= last)
            .Select(d => new
            {
                d.Number,
                d.Outcome,
                d.Confidence,
            })
            .ToDictionaryAsync(d => d.Number, ct);
        var people = await People.ByIdAsync(db, reviews.Select(r => r.Reviewer).OfType<UserId>(), ct);
        return
        [
            .. reviews.Select(r => new ReviewRow
            {
                Id = r.Id,
                Decision = r.DecisionId,
                Model = r.Model,
                Version = r.Version,
                Outcome = decided.GetValueOrDefault(r.Decision)?.Outcome,
                Confidence = decided.GetValueOrDefault(r.Decision)?.Confidence,
                Rule = r.Rule,
                Reason = r.Rule is { } rule ? ReviewText.Of(rule) : r.Asked?.Text,
                CreatedAt = r.CreatedAt,
                Due = r.DueAt,
                Reviewer = r.Reviewer,
                ReviewerName = r.Reviewer is { } reviewer ? people.GetValueOrDefault(reviewer)?.Name : null,
                State = r.State,
                Overdue = r.IsOverdue(now),
                AnsweredBy = r.AnsweredByName,
                AnsweredAt = r.AnsweredAt,
            }),
        ];
    }

    private async Task<Result<IQueryable<DecisionReview>>> FilterAsync(
        GovernanceDbContext db,
        ReviewFilter filter,
        UserId? me,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var now = clock.GetUtcNow();
        var reviews = db.DecisionReviews.AsNoTracking();
        if (filter.State == ReviewFilter.Waiting)
        {
            reviews = reviews.Where(IsWaiting);
        }
        else if (!string.IsNullOrEmpty(filter.State))
        {
            if (!WireName.TryParse<ReviewState>(filter.State, out var state))
            {
                return ReviewRefusals.FilterNotValid(
                    "state",
                    $"This must be waiting or one of {string.Join(", ", WireName.All<ReviewState>())}."
                );
            }

            reviews = reviews.Where(r => r.State == state);
        }

        if (!string.IsNullOrEmpty(filter.Overdue))
        {
            if (!bool.TryParse(filter.Overdue, out var overdue))
            {
                return ReviewRefusals.FilterNotValid("overdue", $"Use true or false.");
            }

            reviews = reviews.Where(r => (r.AnsweredAt == null && r.DueAt <= now) == overdue);
        }

        if (!string.IsNullOrEmpty(filter.Model))
        {
            reviews = reviews.Where(r => r.Model == Plain(filter.Model));
        }

        if (!string.IsNullOrEmpty(filter.Decision))
        {
            reviews = reviews.Where(r => r.DecisionId == Plain(filter.Decision));
        }

        if (!string.IsNullOrEmpty(filter.Reviewer))
        {
            var person =
                filter.Reviewer == ReviewFilter.Me ? me
                : DisplayId.TryParse<UserId>(filter.Reviewer, out var id) ? id
                : (await People.ByEmailAsync(db, Plain(filter.Reviewer), ct))?.UserId;
            reviews = reviews.Where(r => person != null && r.Reviewer == person);
        }

        return Result<IQueryable<DecisionReview>>.Done(reviews);
    }

    private static Expression<Func<DecisionReview, bool>> IsWaiting => r => r.State == ReviewState.Open || r.State == ReviewState.Escalated;

    // NUL reaches no database.
    private static string Plain(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
