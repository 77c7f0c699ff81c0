using System.Globalization;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>
/// Reviews of decisions that are due or overdue: the reviewer first, then the owner of the model. One reminder a reviewer, model and day,
/// however many wait.
/// </summary>
internal sealed class DecisionReviewReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon, past) = (context.Now, times.Horizon(context.Now), context.Now - ReminderTimes.Past);
        var waiting = await context
            .Db.DecisionReviews.AsNoTracking()
            .Where(r => (r.State == ReviewState.Open || r.State == ReviewState.Escalated) && r.DueAt <= horizon && r.DueAt > past)
            .GroupBy(r => new { r.Model, r.Reviewer })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.Reviewer,
                First = g.Min(r => r.Id),
                Since = g.Min(r => r.CreatedAt),
                Due = g.Min(r => r.DueAt),
            })
            .OrderBy(w => w.Due)
            .ThenBy(w => w.Model)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        if (waiting.Count == 0)
        {
            return [];
        }

        var models = waiting.Select(w => w.Model).ToList();
        var owners = await context
            .Db.Models.AsNoTracking()
            .Where(m => models.Contains(m.Name))
            .Select(m => new { m.Name, m.Owner })
            .ToDictionaryAsync(m => m.Name, m => m.Owner, ct);
        return
        [
            .. from w in waiting
            from step in times.OfTask(w.Due, w.Since, now)
            let owner = owners[w.Model]
            let person = step.Stage is NotificationStage.Escalated ? owner : w.Reviewer ?? owner
            select Of(w.First.ToString(), w.Model, w.Due, step, person),
        ];
    }

    private static NotificationEvent Of(string first, string model, DateTimeOffset due, DueStep step, UserId person)
    {
        var day = due.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new NotificationEvent(
            NotificationKind.ObligationDue,
            first,
            $"{WireName.Of(NotificationKind.ObligationDue)}/{model}/decision-reviews/{person}/{day}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = $"/decision-reviews?model={Uri.EscapeDataString(model)}",
            Recipients = [person],
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, model),
                (NotificationTexts.What, "decision-reviews"),
                (NotificationTexts.Due, NotificationTexts.Instant(due))
            ),
        };
    }
}
