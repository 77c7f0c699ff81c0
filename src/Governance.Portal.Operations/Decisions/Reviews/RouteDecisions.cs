using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>
/// Lets the rules of models go through a batch of decisions and sends what they match to reviewers, a bounded piece a transaction. It reads
/// what is stored: a rule never sees more of a decision than the log of decisions keeps.
/// </summary>
internal sealed class RouteDecisions(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int MaxRead = 1_000;
    private const int MaxSent = 100;
    private static readonly Actor s_job = Actor.OfJob("decision-reviews");

    /// <summary>Works on a task that this node took, to its end.</summary>
    public async Task RunAsync(ReviewTask task, CancellationToken ct)
    {
        var (position, revision) = (task.Position, task.Revision);
        for (bool more = true; more; revision++)
        {
            var piece = await ReadAsync(task, position, ct);
            var outcome = await runner.RunAsync<bool>(
                s_job,
                new Attempt("decision-reviews.assigned", ReviewEvents.List, null),
                (context, token) => RecordAsync(context, task.Id, revision, piece, token),
                ct
            );
            // Another node has it, or writing did not work out: what is left is due again when the lease is over.
            more = outcome.IsDone && outcome.Value;
            position = piece.Next ?? 0;
        }
    }

    private async Task<Piece> ReadAsync(ReviewTask task, int position, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var batch = await db.DecisionBatches.AsNoTracking().SingleAsync(b => b.Id == task.Batch, ct);
        var policies = await db
            .ReviewPolicies.AsNoTracking()
            .Where(p => p.Since <= batch.StoredAt)
            .ToDictionaryAsync(p => p.Model, StringComparer.Ordinal, ct);
        var models = policies.Keys.ToList();
        var sources = await db.DecisionSources.AsNoTracking().Where(s => models.Contains(s.Model)).ToDictionaryAsync(s => s.Id, ct);
        var numbers = sources.Keys.ToList();
        var (from, end) = (DecisionNumber.Of(batch.Id, position).Value, DecisionNumber.Of(batch.Id, batch.Count).Value);
        var (first, last) = (batch.FirstTime, batch.LastTime);
        var rows = await db
            .Decisions.AsNoTracking()
            // The times name the partitions.
            .Where(d => d.Number >= from && d.Number < end && d.Time >= first && d.Time <= last && numbers.Contains(d.Source))
            .OrderBy(d => d.Number)
            .Take(MaxRead)
            .ToListAsync(ct);
        var matched = new List<Matched>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = rows.Count < MaxRead ? null : (int?)(new DecisionNumber(rows[^1].Number).Position + 1);
        foreach (var row in rows)
        {
            var source = sources[row.Source];
            seen[source.Model] = seen.GetValueOrDefault(source.Model) + 1;
            if (DecisionReading.Parse(row) is { } content && policies[source.Model].RuleFor(ReviewReading.Ruled(row, content)) is { } rule)
            {
                matched.Add(new Matched(row, source, rule, DecisionReading.Review(content)?.By));
            }

            if (matched.Count == MaxSent)
            {
                next = new DecisionNumber(row.Number).Position + 1;
                break;
            }
        }

        return new Piece(batch, await ReviewPeople.BehindAsync(db, batch.StoredBy, ct), matched, seen, next);
    }

    // True when there is more to do.
    private static async Task<Domain.Result<bool>> RecordAsync(
        ActionContext context,
        long id,
        int revision,
        Piece piece,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (await db.ReviewTasks.SingleOrDefaultAsync(t => t.Id == id && t.Revision == revision, ct) is not { } task)
        {
            return false;
        }

        foreach (var (model, count) in piece.Seen)
        {
            var policy = await db.ReviewPolicies.SingleAsync(p => p.Model == model, ct);
            var matched = piece.Matched.Where(m => m.Source.Model == model).ToList();
            var sent = await SendAsync(context, policy, piece, matched, ct);
            await CountAsync(db, model, piece.Batch.StoredAt, (count, sent, matched.Count - sent), ct);
        }

        if (piece.Next is { } next)
        {
            task.MoveOn(next);
        }
        else
        {
            db.ReviewTasks.Remove(task);
        }

        return piece.Next is not null;
    }

    private static async Task<int> SendAsync(
        ActionContext context,
        ReviewPolicy policy,
        Piece piece,
        List<Matched> matched,
        CancellationToken ct
    )
    {
        if (matched.Count == 0)
        {
            return 0;
        }

        var db = context.Db;
        var parties = await ReviewPeople.PartiesAsync(db, policy, policy.Model, context.Now, ct);
        var people = await People.ByIdAsync(db, parties.Reviewers.Concat(parties.Deciders), ct);
        var waiting = await db
            .DecisionReviews.Where(r => r.Model == policy.Model && (r.State == ReviewState.Open || r.State == ReviewState.Escalated))
            .CountAsync(ct);
        var numbers = matched.Select(m => m.Row.Number).ToList();
        var asked = await db.DecisionReviews.Where(r => numbers.Contains(r.Decision)).Select(r => r.Decision).Distinct().ToListAsync(ct);
        var cases = new KnownCases(db, policy);
        var (reviews, sent) = (new List<DecisionReview>(), 0);
        foreach (var (row, source, rule, by) in matched)
        {
            // Someone was quicker and sent it by hand: a person looks at it already.
            if (asked.Contains(row.Number))
            {
                sent++;
                continue;
            }

            if (waiting + reviews.Count >= ReviewPolicy.MaxWaiting)
            {
                continue;
            }

            sent++;
            List<UserId> barred = [.. piece.Behind, .. people.Values.Where(p => ReviewPeople.IsNamed(p, by)).Select(p => p.Id)];
            await AddAsync(Of(row, source, barred), rule, isSample: false);
            if (policy.MixesIn(row.Id) && await cases.PickAsync(row.Id, ct) is (var known, var knownSource, var why))
            {
                await AddAsync(Of(known, knownSource, []), why, isSample: true);
            }
        }

        Append(context, policy, piece.Batch, reviews);
        return sent;

        async Task AddAsync(ReviewedDecision decision, ReviewRule rule, bool isSample)
        {
            bool May(UserId person) => !decision.Barred.Contains(person);
            var reviewer =
                policy.Next(p => parties.Reviewers.Contains(p) && May(p))
                ?? parties.Deciders.Where(May).Select(p => (UserId?)p).FirstOrDefault();
            var id = await db.NextIdAsync<DecisionReviewId>(ct);
            var review = DecisionReview.ByRule(id, decision, 1, rule, isSample, reviewer, policy.DueHours, context.Now);
            reviews.Add(review);
            db.DecisionReviews.Add(review);
        }
    }

    private static ReviewedDecision Of(Decision row, DecisionSource source, IReadOnlyList<UserId> barred) =>
        new(row.Number, row.Id, row.Time, row.Source, source.Model, source.Version, barred);

    // Which of them were mixed in is not in the log either: reviewers may read it.
    private static void Append(ActionContext context, ReviewPolicy policy, DecisionBatch batch, List<DecisionReview> reviews)
    {
        if (reviews.Count == 0)
        {
            return;
        }

        context.Append(
            new AuditEvent(
                "decision-reviews.assigned",
                policy.Model,
                new JsonObject
                {
                    ["model"] = policy.Model,
                    ["batch"] = batch.Id.ToString(),
                    ["count"] = reviews.Count,
                    ["first"] = reviews[0].AuditSubject,
                    ["last"] = reviews[^1].AuditSubject,
                    ["rulesRevision"] = policy.Revision,
                    ["due"] = CanonicalJson.Time(reviews[0].DueAt),
                }
            )
            {
                Covers = [ReviewEvents.List, .. reviews.Select(r => r.AuditSubject), .. reviews.Select(r => r.DecisionId)],
            }
        );
    }

    private static async Task CountAsync(
        GovernanceDbContext db,
        string model,
        DateTimeOffset at,
        (long Seen, long Sent, long PassedOver) counts,
        CancellationToken ct
    )
    {
        var day = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        var tally = await db.ReviewTallies.SingleOrDefaultAsync(t => t.Model == model && t.Day == day, ct);
        if (tally is null)
        {
            tally = new ReviewTally { Model = model, Day = day };
            db.ReviewTallies.Add(tally);
        }

        tally.Add(counts.Seen, counts.Sent, counts.PassedOver);
    }

    private sealed record Matched(Decision Row, DecisionSource Source, ReviewRule Rule, string? ReviewedBy);

    private sealed record Piece(
        DecisionBatch Batch,
        IReadOnlyList<UserId> Behind,
        IReadOnlyList<Matched> Matched,
        IReadOnlyDictionary<string, int> Seen,
        int? Next
    );
}
