using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Explanation requests whose answer is due or overdue: Compliance first, then Legal. They are named by their id alone.</summary>
internal sealed class ExplanationReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon, past) = (context.Now, times.Horizon(context.Now), context.Now - ReminderTimes.Past);
        var requests = await context
            .Db.ExplanationRequests.AsNoTracking()
            .Where(r => r.ClosedAt == null && r.DueAt <= horizon && r.DueAt > past)
            .OrderBy(r => r.Id)
            .Take(ReminderTimes.Most)
            .Select(r => new
            {
                r.Id,
                r.DueAt,
                r.ReceivedAt,
            })
            .ToListAsync(ct);
        if (requests.Count == 0)
        {
            return [];
        }

        var (officers, next) = (await context.InRoleAsync(Roles.ComplianceOfficer, ct), await context.InRoleAsync(Roles.LegalReviewer, ct));
        return
        [
            .. from request in requests
            from step in times.OfDuty(request.DueAt, request.ReceivedAt, now)
            select Of(request.Id.ToString(), request.DueAt, step, step.Stage is NotificationStage.Escalated ? next : officers),
        ];
    }

    private static NotificationEvent Of(string id, DateTimeOffset due, DueStep step, IReadOnlyList<UserId> people) =>
        new(
            NotificationKind.ObligationDue,
            id,
            $"{WireName.Of(NotificationKind.ObligationDue)}/{id}/explanation/{NotificationTexts.Instant(due)}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = ComplianceAddresses.Explanation(id),
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, id),
                (NotificationTexts.What, "explanation"),
                (NotificationTexts.Due, NotificationTexts.Instant(due))
            ),
        };
}
