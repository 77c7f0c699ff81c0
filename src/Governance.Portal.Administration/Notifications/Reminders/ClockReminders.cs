using System.Globalization;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>
/// The clocks of the law: 72, 24 and 4 hours before they end, and when one has ended without a report. With each step more people hear of
/// it; no one can switch that off.
/// </summary>
internal sealed class ClockReminders(IncidentLibrary library) : IReminderSource
{
    private static readonly int[] s_hours = [72, 24, 4];

    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct)
    {
        var states = Incident.LiveStates.ToList();
        var live = await context
            .Db.Incidents.AsNoTracking()
            .Where(i => states.Contains(i.State) && !i.IsDrill && i.ReportedAt == null)
            .OrderBy(i => i.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var news = new List<NotificationEvent>();
        foreach (var incident in live)
        {
            if (incident.Ruling(library.Law, context.Now) is not { } clock)
            {
                continue;
            }

            // From the moment it was declared: of a clock that has run for long by then people hear at once. What is as long as the clock
            // itself is no reminder of it: it would come with the notice of the incident.
            var before = s_hours.Where(hours => hours < clock.Rule.LimitDays * 24);
            foreach (var step in DueSteps.Of(clock.DueAt, DateTimeOffset.MinValue, context.Now, before, null))
            {
                news.Add(
                    new NotificationEvent(
                        NotificationKind.IncidentClock,
                        incident.Id.ToString(),
                        $"incident-clock/{incident.Id}/{clock.Rule.Id}/{NotificationTexts.Instant(clock.DueAt)}/{step.Key}"
                    )
                    {
                        Stage = step.Stage,
                        Urgency = Urgency.Urgent,
                        Link = $"/incidents/{incident.Id}",
                        Matter = $"incident-clock/{incident.Id}",
                        Recipients = await PeopleAsync(context, incident, step, ct),
                        Parameters = NotificationContext.Words(
                            (NotificationTexts.Thing, incident.Title),
                            ("days", clock.Rule.LimitDays.ToString(CultureInfo.InvariantCulture)),
                            ("reference", clock.Rule.Reference),
                            ("hours", step.Hours.ToString(CultureInfo.InvariantCulture)),
                            (NotificationTexts.Due, NotificationTexts.Instant(clock.DueAt))
                        ),
                    }
                );
            }
        }

        return news;
    }

    private static async Task<IReadOnlyList<UserId>> PeopleAsync(
        NotificationContext context,
        Incident incident,
        DueStep step,
        CancellationToken ct
    )
    {
        var people = await IncidentNotificationSource.PeopleAsync(context, incident, ct);
        return step switch
        {
            { Stage: NotificationStage.Ahead, Hours: > 24 } => people,
            { Stage: NotificationStage.Ahead, Hours: > 4 } => [.. people, .. await context.InRoleAsync(Roles.RiskOfficer, ct)],
            _ => [.. people, .. await context.InRolesAsync([Roles.RiskOfficer, Roles.Administrator], ct)],
        };
    }
}
