using Governance.Data.Audit;
using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>
/// Makes notification events of log entries about one kind of thing. It reads the thing as it is now, to find the recipients.
/// </summary>
internal interface INotificationSource
{
    /// <summary>Beginning of the actions it listens to: <c>promotion.</c></summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>The events that follow from an entry.</summary>
    Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct);
}
