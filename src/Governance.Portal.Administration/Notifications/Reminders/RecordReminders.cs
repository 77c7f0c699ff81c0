using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Governance.Portal.Administration.Notifications.Sources;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Reviews, steps and acceptances of risks, obligations, and alerts no one has looked at.</summary>
internal sealed class RecordReminders(ReminderTimes times) : IReminderSource
{
    public async Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct) =>
        [
            .. await RisksAsync(context, ct),
            .. await AcceptancesAsync(context, ct),
            .. await DutiesAsync(context, ct),
            .. await AlertsAsync(context, ct),
        ];

    private async Task<IReadOnlyList<NotificationEvent>> RisksAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon, past) = (context.Now, times.Horizon(context.Now), context.Now - ReminderTimes.Past);
        var risks = await context
            .Db.Risks.AsNoTracking()
            .Where(r =>
                r.State == RiskState.Open
                && ((r.ReviewAt <= horizon && r.ReviewAt > past) || (r.DueAt != null && r.DueAt <= horizon && r.DueAt > past))
            )
            .OrderBy(r => r.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var officers = risks.Count == 0 ? [] : await context.InRoleAsync(Roles.RiskOfficer, ct);
        return
        [
            .. from risk in risks
            from step in times.OfDuty(risk.ReviewAt, risk.ReviewedAt, now)
            select Of(
                NotificationKind.RiskDue,
                risk.Id.ToString(),
                $"/risks/{risk.Id}",
                "review",
                risk.ReviewAt,
                step,
                risk.Title,
                [risk.Owner],
                officers
            ),
            .. from risk in risks
            from part in risk.Steps
            where !part.IsDone && part.DueAt > past
            from step in times.OfDuty(part.DueAt, part.AddedAt, now)
            select Of(
                NotificationKind.RiskDue,
                risk.Id.ToString(),
                $"/risks/{risk.Id}",
                $"step-{part.Number}",
                part.DueAt,
                step,
                risk.Title,
                risk.ControlOwner is { } controls ? [risk.Owner, controls] : [risk.Owner],
                officers
            ),
        ];
    }

    private async Task<IReadOnlyList<NotificationEvent>> AcceptancesAsync(NotificationContext context, CancellationToken ct)
    {
        var (now, horizon) = (context.Now, times.Horizon(context.Now));
        var risks = await context
            .Db.Risks.AsNoTracking()
            .Where(r =>
                r.State == RiskState.Open
                && r.Acceptances.Any(a => a.State == AcceptanceState.InForce && a.ExpiresAt > now && a.ExpiresAt <= horizon)
            )
            .OrderBy(r => r.Id)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        return
        [
            .. from risk in risks
            let acceptance = risk.Acceptance
            where acceptance is not null
            from step in times.OfEnd(
                acceptance.ExpiresAt,
                acceptance.Signatures.Select(s => s.Attestation.At).DefaultIfEmpty(now).Max(),
                now
            )
            select Of(
                NotificationKind.AcceptanceEnding,
                risk.Id.ToString(),
                $"/risks/{risk.Id}",
                "acceptance",
                acceptance.ExpiresAt,
                step,
                risk.Title,
                [risk.Owner, .. acceptance.Signatures.Select(s => s.Attestation.Person)],
                []
            ),
        ];
    }

    private async Task<IReadOnlyList<NotificationEvent>> DutiesAsync(NotificationContext context, CancellationToken ct)
    {
        var now = context.Now;
        var (until, from) = (times.Horizon(now).Day(), (now - ReminderTimes.Past).Day());
        var duties = await context
            .Db.Duties.AsNoTracking()
            .Where(d =>
                d.Owner != null && d.DueOn != null && d.DueOn <= until && d.DueOn > from && d.MetBy == null && d.NotApplicableAt == null
            )
            .OrderBy(d => d.DueOn)
            .Take(ReminderTimes.Most)
            .ToListAsync(ct);
        var officers = duties.Count == 0 ? [] : await context.InRoleAsync(Roles.ComplianceOfficer, ct);
        var news = new List<NotificationEvent>();
        foreach (var duty in duties)
        {
            var due = ComplianceNotificationSource.DueAt(duty.DueOn!.Value);
            foreach (var step in times.OfDuty(due, DateTimeOffset.MinValue, now))
            {
                var said = Of(
                    NotificationKind.ObligationDue,
                    duty.AuditSubject,
                    $"/compliance/obligations?system={duty.System}",
                    "due",
                    due,
                    step,
                    await ComplianceNotificationSource.NameAsync(context, duty.System, ct),
                    [duty.Owner!.Value],
                    officers
                );
                news.Add(
                    said with
                    {
                        Parameters = NotificationContext.Words([
                            .. said.Parameters.Select(p => (p.Key, (string?)p.Value)),
                            ("obligation", duty.Obligation),
                        ]),
                    }
                );
            }
        }

        return news;
    }

    private async Task<IReadOnlyList<NotificationEvent>> AlertsAsync(NotificationContext context, CancellationToken ct)
    {
        var now = context.Now;
        // Due three days after it was raised: what is asked for a review is asked then.
        var (raised, past) = (now - Alert.ReviewWithin, now - Alert.ReviewWithin - ReminderTimes.Past);
        var alerts = (
            await context
                .Db.Alerts.AsNoTracking()
                .Where(a => a.State == AlertState.Open && a.RaisedAt <= raised && a.RaisedAt > past)
                .OrderBy(a => a.Id)
                .Take(ReminderTimes.Most)
                .ToListAsync(ct)
        )
            .Where(a => a.AsksForReview(now))
            .ToList();
        var names = alerts.Select(a => a.Model).Distinct(StringComparer.Ordinal).ToList();
        var models = await context.Db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        var officers = alerts.Count == 0 ? [] : await context.InRoleAsync(Roles.RiskOfficer, ct);
        return
        [
            .. from alert in alerts
            let model = models[alert.Model]
            let known = RiskAlertNotificationSource.Of(alert, model.DisplayName)
            from step in times.OfTask(alert.DueAt, alert.RaisedAt, now)
            select known with
            {
                Key = $"{known.Key}/{step.Key}",
                Stage = step.Stage,
                Recipients = step.Stage is NotificationStage.Escalated ? [.. model.Deputies, .. officers] : [alert.Owner ?? model.Owner],
            },
        ];
    }

    private static NotificationEvent Of(
        NotificationKind kind,
        string subject,
        string link,
        string what,
        DateTimeOffset due,
        DueStep step,
        string thing,
        IReadOnlyList<UserId> people,
        IReadOnlyList<UserId> next
    ) =>
        new(kind, subject, $"{WireName.Of(kind)}/{subject}/{what}/{NotificationTexts.Instant(due)}/{step.Key}")
        {
            Stage = step.Stage,
            Urgency = step.Stage is NotificationStage.Ahead ? Urgency.Normal : Urgency.High,
            Link = link,
            Recipients = step.Stage is NotificationStage.Escalated ? next : people,
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, thing),
                (NotificationTexts.What, what),
                (NotificationTexts.Due, NotificationTexts.Instant(due))
            ),
        };
}
