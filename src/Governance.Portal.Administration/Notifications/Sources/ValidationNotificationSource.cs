using System.Globalization;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>
/// A scheduled validation fails: its owner is told once, however many runs fail until one succeeds. That one is overdue is an alert.
/// </summary>
internal sealed class ValidationNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["validation-run.ended"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        if (
            entry.Event.Text("state") != WireName.Of(ValidationRunState.Failed)
            || !DisplayId.TryParse<ValidationScheduleId>(entry.Event.Subject, out var id)
            || await context.Db.ValidationSchedules.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct)
                is not { FailingSince: { } since } schedule
            || await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == schedule.Model, ct) is not { } model
        )
        {
            return [];
        }

        // What failed from the same time on is the same failure.
        var episode = since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return
        [
            new NotificationEvent(NotificationKind.ObligationDue, id.ToString(), $"validation-run/{id}/{episode}")
            {
                Urgency = Urgency.High,
                Link = $"/models/{schedule.Model}/validation/{id}",
                LogIndex = entry.Index,
                Recipients = [schedule.Owner],
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, $"{model.DisplayName} {schedule.Environment ?? schedule.Version}"),
                    (NotificationTexts.What, "validation-run"),
                    (NotificationTexts.Due, NotificationTexts.Instant(schedule.OverdueAt))
                ),
            },
        ];
    }
}
