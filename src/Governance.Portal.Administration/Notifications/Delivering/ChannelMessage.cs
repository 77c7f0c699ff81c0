using Governance.Domain;
using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>What a channel is told, as it waits in the database.</summary>
/// <param name="Kind">Kind of notification.</param>
/// <param name="Stage">Which telling.</param>
/// <param name="Urgency">How much it presses.</param>
/// <param name="Subject">Readable id.</param>
/// <param name="Matter">What is opened and closed by it.</param>
/// <param name="Link">Path of the page.</param>
/// <param name="At">When it happened.</param>
/// <param name="Parameters">What the words are filled with.</param>
internal sealed record ChannelMessage(
    string Kind,
    string Stage,
    string Urgency,
    string Subject,
    string Matter,
    string Link,
    DateTimeOffset At,
    Dictionary<string, string> Parameters
)
{
    public static ChannelMessage Of(NotificationEvent news, DateTimeOffset at) =>
        new(
            WireName.Of(news.Kind),
            WireName.Of(news.Stage),
            WireName.Of(news.Urgency),
            news.Subject,
            news.Matter ?? $"{WireName.Of(news.Kind)}/{news.Subject}",
            news.Link,
            at,
            new Dictionary<string, string>(news.Parameters, StringComparer.Ordinal)
        );

    /// <summary>The words, with times in UTC: a channel has many readers.</summary>
    public NotificationText ToText() =>
        NotificationTexts.Of(
            WireName.Parse<NotificationKind>(Kind),
            WireName.Parse<NotificationStage>(Stage),
            Subject,
            Parameters,
            TimeZoneInfo.Utc
        );
}
