using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Notifications.Channels;

/// <summary>Channels in words.</summary>
internal static class ChannelLabels
{
    public static string Of(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.Slack => "Slack",
            ChannelKind.Teams => "Teams",
            ChannelKind.PagerDuty => "PagerDuty",
        };
}
