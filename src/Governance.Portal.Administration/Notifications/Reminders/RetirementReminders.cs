using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Domain.Retirements;
using Governance.Portal.Administration.Notifications.Sources;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Tasks of retirements that are due, and retentions that end.</summary>
internal sealed class RetirementReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon, past) = (context.Now, times.Horizon(context.Now), context.Now - ReminderTimes.Past);
        var live = await context
            .Db.Retirements.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => r.State == RetirementState.UnderWay)
            .OrderBy(r => r.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var ending = await context
            .Db.Retirements.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r =>
                r.State == RetirementState.Closed && r.RetentionUntil != null && r.RetentionUntil > now && r.RetentionUntil <= horizon
            )
            .OrderBy(r => r.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        return
        [
            .. from retirement in live
            from task in retirement.Tasks
            where task.DoneAt is null && task.DueAt <= horizon && task.DueAt > past
            from step in times.OfTask(task.DueAt, retirement.OpenedAt, now)
            select Of(
                retirement,
                $"task-{task.Number}",
                task.DueAt,
                step,
                $"{task.Title}, {retirement.Title}",
                step.Stage is NotificationStage.Escalated ? [retirement.Owner] : [task.Owner]
            ),
            .. from retirement in ending
            from step in times.OfEnd(retirement.RetentionUntil!.Value, retirement.ClosedAt ?? retirement.OpenedAt, now)
            select Of(retirement, "retention", retirement.RetentionUntil!.Value, step, retirement.Title, [retirement.Owner]),
        ];
    }

    private static NotificationEvent Of(
        Retirement retirement,
        string what,
        DateTimeOffset due,
        DueStep step,
        string thing,
        IReadOnlyList<UserId> people
    ) =>
        new(
            NotificationKind.RetirementDue,
            retirement.Id.ToString(),
            $"{WireName.Of(NotificationKind.RetirementDue)}/{retirement.Id}/{what}/{NotificationTexts.Instant(due)}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = $"/retirements/{retirement.Id}",
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, thing),
                (NotificationTexts.What, what),
                (NotificationTexts.Due, NotificationTexts.Instant(due))
            ),
        };
}
