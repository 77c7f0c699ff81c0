namespace Governance.Portal.Administration.Notifications;

/// <summary>A line of the inbox: one notification, or several alerts of one model and window.</summary>
/// <param name="First">The newest of them.</param>
/// <param name="Title">What the line says.</param>
/// <param name="Count">How many notifications it holds.</param>
/// <param name="Members">All of them when there are several, the newest first; empty in the bell.</param>
public sealed record NotificationLine(NotificationView First, string Title, int Count, IReadOnlyList<NotificationView> Members)
{
    /// <summary>True for several alerts.</summary>
    public bool IsGroup => Count > 1;
}
