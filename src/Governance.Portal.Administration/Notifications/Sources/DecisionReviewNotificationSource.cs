using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>
/// A decision that someone sent to a person by hand, escalated, or gave to another reviewer. What rules send stands in the queue, and
/// reminds when it is due.
/// </summary>
internal sealed class DecisionReviewNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["decision-review."];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var isEscalated = entry.Event.Text("outcome") == "escalate";
        if (
            !(isEscalated || entry.Event.Action is "decision-review.asked" or "decision-review.reassigned")
            || !DisplayId.TryParse<DecisionReviewId>(entry.Event.Subject, out var id)
            || await context.Db.DecisionReviews.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct)
                is not { IsWaiting: true, Reviewer: { } reviewer } review
        )
        {
            return [];
        }

        return
        [
            new NotificationEvent(NotificationKind.ObligationDue, id.ToString(), $"decision-review/{id}/{entry.Index}")
            {
                Link = $"/decision-reviews/{id}",
                DoneBy = NotificationContext.PersonOf(entry.Event.Actor),
                LogIndex = entry.Index,
                Recipients = [reviewer],
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, review.Model),
                    (NotificationTexts.What, isEscalated ? "decision-review-escalated" : "decision-review"),
                    (NotificationTexts.Due, NotificationTexts.Instant(review.DueAt))
                ),
            },
        ];
    }
}
