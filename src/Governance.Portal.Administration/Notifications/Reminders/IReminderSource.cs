using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Things of one sort that are due at some time.</summary>
internal interface IReminderSource
{
    /// <summary>The reminders due now. One that was sent before is returned again under its key, and not sent twice.</summary>
    Task<IReadOnlyList<NotificationEvent>> DueAsync(NotificationContext context, CancellationToken ct);
}

/// <summary>When people are reminded, as this installation is configured.</summary>
internal sealed class ReminderTimes(Microsoft.Extensions.Options.IOptions<NotificationsOptions> options)
{
    /// <summary>Most things of one sort that are looked at together.</summary>
    public const int Most = 500;

    /// <summary>What is overdue for longer was notified long ago.</summary>
    public static readonly TimeSpan Past = TimeSpan.FromDays(30);

    /// <summary>Steps of something that is to be done within days.</summary>
    public IEnumerable<DueStep> OfTask(DateTimeOffset dueAt, DateTimeOffset since, DateTimeOffset now) =>
        DueSteps.Of(dueAt, since, now, options.Value.Hours, options.Value.EscalateAfterHours);

    /// <summary>Steps of something that is to be done within months.</summary>
    public IEnumerable<DueStep> OfDuty(DateTimeOffset dueAt, DateTimeOffset since, DateTimeOffset now) =>
        DueSteps.Of(dueAt, since, now, options.Value.DaysInHours, options.Value.EscalateAfterHours);

    /// <summary>Steps of something that ends automatically: whatever ends it also notifies of the end.</summary>
    public IEnumerable<DueStep> OfEnd(DateTimeOffset endsAt, DateTimeOffset since, DateTimeOffset now) =>
        DueSteps.Of(endsAt, since, now, options.Value.DaysInHours, null).Where(s => s.Stage is NotificationStage.Ahead);

    /// <summary>Until when something has to be due to be looked at now.</summary>
    public DateTimeOffset Horizon(DateTimeOffset now) =>
        now.AddHours(options.Value.Hours.Concat(options.Value.DaysInHours).DefaultIfEmpty(24).Max());
}
