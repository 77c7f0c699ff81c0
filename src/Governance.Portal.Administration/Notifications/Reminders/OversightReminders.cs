using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>
/// Training of overseers that lapses: the person and the system's owner, then Compliance. Stop controls that are to be tested again: the
/// owner, then Compliance.
/// </summary>
internal sealed class OversightReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var due = (await TrainingsAsync(context, ct)).Concat(await TestsAsync(context, ct)).ToList();
        if (due.Count == 0)
        {
            return [];
        }

        var officers = await context.InRoleAsync(Roles.ComplianceOfficer, ct);
        return
        [
            .. from one in due
            from step in times.OfDuty(one.At, one.Since, context.Now)
            select Of(one, step, step.Stage is NotificationStage.Escalated ? officers : one.People),
        ];
    }

    // Trainings are one column of their appointment; there are few of these.
    private async Task<IReadOnlyList<Due>> TrainingsAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon) = (context.Now, times.Horizon(context.Now));
        var today = now.Day();
        var appointed = await (
            from overseer in context.Db.Overseers.AsNoTracking()
            join system in context.Db.AiSystems.AsNoTracking() on overseer.System equals system.Id
            where overseer.EndedAt == null && system.LifeCycle != LifeCycle.Retired
            orderby overseer.Id
            select new
            {
                Overseer = overseer,
                system.Name,
                system.Owner,
            }
        )
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        return
        [
            .. from one in appointed
            where one.Overseer.IsOpenOn(today) && one.Overseer.TrainedUntil is not null
            let at = EndOf(one.Overseer.TrainedUntil!.Value)
            where at <= horizon && at > now - ReminderTimes.Past
            select new Due(
                one.Overseer.Id.ToString(),
                "training",
                $"{one.Overseer.PersonName}, {one.Name}",
                one.Overseer.System,
                at,
                one.Overseer.ChangedAt,
                [one.Overseer.Person, one.Owner]
            ),
        ];
    }

    private async Task<IReadOnlyList<Due>> TestsAsync(NotificationContext context, CancellationToken ct)
    {
        var (until, first) = (Day(times.Horizon(context.Now)), Day(context.Now - ReminderTimes.Past));
        var confirmed = context.Db.StopTests.AsNoTracking().Where(t => t.State == StopTestState.Confirmed);
        var tests = await (
            from test in confirmed
            join system in context.Db.AiSystems.AsNoTracking() on test.System equals system.Id
            where
                test.NextOn <= until
                && test.NextOn > first
                && system.LifeCycle != LifeCycle.Retired
                && !confirmed.Any(later => later.System == test.System && later.TestedAt > test.TestedAt)
            orderby test.Id
            select new
            {
                test.System,
                test.NextOn,
                test.TestedAt,
                system.Name,
                system.Owner,
            }
        )
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        return [.. tests.Select(t => new Due(t.System.ToString(), "stop-test", t.Name, t.System, EndOf(t.NextOn), t.TestedAt, [t.Owner]))];
    }

    private static DateOnly Day(DateTimeOffset time) => time.Day();

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static NotificationEvent Of(Due due, DueStep step, IReadOnlyList<UserId> people) =>
        new(
            NotificationKind.ObligationDue,
            due.Subject,
            $"{WireName.Of(NotificationKind.ObligationDue)}/{due.Subject}/{due.What}/{NotificationTexts.Instant(due.At)}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = ComplianceAddresses.Oversight(due.System),
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, due.Thing),
                (NotificationTexts.What, due.What),
                (NotificationTexts.Due, NotificationTexts.Instant(due.At))
            ),
        };

    private sealed record Due(
        string Subject,
        string What,
        string Thing,
        SystemId System,
        DateTimeOffset At,
        DateTimeOffset Since,
        IReadOnlyList<UserId> People
    );
}
