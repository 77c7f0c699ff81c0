using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>
/// What reviews asked for and no one has done yet, for those who answer for the model: it is read of what happened, so a task ends when the
/// thing is done, or when the next review of the version says otherwise.
/// </summary>
internal sealed class QueuedReviewOutcomes : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReviewModels) || access.Person is not { } person)
        {
            return [];
        }

        var reviews = db.ModelReviews.AsNoTracking();
        var asked = await reviews
            .Where(r => r.Outcome != ReviewOutcome.Keep)
            .Where(r => !reviews.Any(o => o.Model == r.Model && o.Version == r.Version && (int)(object)o.Id > (int)(object)r.Id))
            .Join(db.Models.Where(m => m.Owner == person), r => r.Model, m => m.Name, (r, m) => new { Review = r, Model = m })
            .Where(p =>
                (
                    p.Review.Outcome == ReviewOutcome.RollBack
                    && db.Deployments.Any(d =>
                        d.Model == p.Review.Model && d.Version == p.Review.Version && d.Stage == Stage.Production && d.Until == null
                    )
                )
                || (
                    p.Review.Outcome == ReviewOutcome.Retire
                    && !db.Versions.Any(v => v.Model == p.Review.Model && v.Version == p.Review.Version && v.Stage == Stage.Retired)
                    && !db.Retirements.Any(t =>
                        (t.Subject == p.Review.Model || t.Subject == p.Review.Model + "@" + p.Review.Version)
                        && t.State != RetirementState.Cancelled
                    )
                )
                || (
                    p.Review.Outcome == ReviewOutcome.Retrain
                    && !db.Versions.Any(v => v.Model == p.Review.Model && v.RegisteredAt > p.Review.At)
                )
                || p.Review.Outcome == ReviewOutcome.Restrict
            )
            .OrderBy(p => p.Review.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. asked.Select(p => new QueueItem(
                p.Review.Id.ToString(),
                HrefOf(p.Review),
                "Review",
                "fact_check",
                Wording.Verbatim($"{p.Model.DisplayName} {p.Review.Version}"),
                Wording.Sentence($"The review says: {ReviewLabels.Of(p.Review.Outcome).ToLowerInvariant()}"),
                Wording.Sentence(
                    p.Review.Outcome switch
                    {
                        ReviewOutcome.Restrict => "Apply the limits, then record the next review",
                        ReviewOutcome.Retrain => "Train the model again and register the new version",
                        ReviewOutcome.RollBack => "Roll back to the earlier version",
                        _ => "Start the retirement",
                    }
                )
            )
            {
                Severity = QueueSeverity.Of(p.Model.RiskClass),
                Since = p.Review.At,
                DueAt = p.Review.At + s_within,
            }),
        ];
    }

    private static string HrefOf(ModelReview review)
    {
        var model = Uri.EscapeDataString(review.Model);
        return review.Outcome is ReviewOutcome.Retire ? $"/retirements?plan={model}@{Uri.EscapeDataString(review.Version)}"
            : review.Outcome is ReviewOutcome.Restrict ? $"/posture/{model}"
            : $"/models/{model}";
    }
}
