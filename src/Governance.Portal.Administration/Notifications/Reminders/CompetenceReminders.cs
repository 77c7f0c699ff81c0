using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Trainings that lapse and that nothing later replaces: the person, then Compliance.</summary>
internal sealed class CompetenceReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var now = context.Now;
        var (until, first) = (Day(times.Horizon(now)), Day(now - ReminderTimes.Past));
        var confirmed = context.Db.Competences.AsNoTracking().Where(c => c.State == CompetenceState.Confirmed);
        var due = await confirmed
            .Where(c =>
                c.ValidUntil >= first
                && c.ValidUntil <= until
                && !confirmed.Any(later =>
                    later.Person == c.Person && later.Topic == c.Topic && (later.ValidUntil == null || later.ValidUntil > c.ValidUntil)
                )
                && !context.Db.Users.Any(u => (object)u.Id == (object)c.Person && u.DisabledAt <= now)
            )
            .OrderBy(c => c.ValidUntil)
            .ThenBy(c => c.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        if (due.Count == 0)
        {
            return [];
        }

        var officers = await context.InRoleAsync(Roles.ComplianceOfficer, ct);
        return
        [
            .. from one in due
            let at = Days.EndOf(one.ValidUntil!.Value, now)
            from step in times.OfDuty(at, one.ConfirmedAt!.Value, now)
            select Of(one, at, step, step.Stage is NotificationStage.Escalated ? officers : [one.Person]),
        ];
    }

    private static NotificationEvent Of(Competence record, DateTimeOffset at, DueStep step, IReadOnlyList<UserId> people) =>
        new(
            NotificationKind.ObligationDue,
            record.Id.ToString(),
            $"{WireName.Of(NotificationKind.ObligationDue)}/{record.Id}/competence/{Named(record)}/{step.Key}"
        )
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = step.Stage is NotificationStage.Escalated ? ComplianceAddresses.Competences : "/account",
            Recipients = people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, $"{record.Course}, {record.PersonName}"),
                (NotificationTexts.What, "competence"),
                (NotificationTexts.Due, NotificationTexts.Instant(at))
            ),
        };

    // By the day alone: the zone in which it ends may change, and no one is reminded twice because of that.
    private static string Named(Competence record) =>
        NotificationTexts.Instant(new DateTimeOffset(record.ValidUntil!.Value.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    private static DateOnly Day(DateTimeOffset time) => time.Day();
}
