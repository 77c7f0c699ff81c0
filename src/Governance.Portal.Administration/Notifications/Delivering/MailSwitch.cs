using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Whether mail goes out at all: only where a mail server is configured. What was told before that is not mailed later.</summary>
internal sealed class MailSwitch(IOptions<NotificationsOptions> options)
{
    /// <summary>True when a server is configured.</summary>
    public bool IsOn => options.Value.Smtp.Host.Length > 0;
}
