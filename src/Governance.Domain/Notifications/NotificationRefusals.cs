namespace Governance.Domain.Notifications;

/// <summary>Sentences about notifications, preferences and channels.</summary>
public static class NotificationRefusals
{
    /// <summary>No one to tell.</summary>
    public static readonly Refusal NotFound = new(
        "notification.not-found",
        $"There is no such notification in your inbox.",
        RefusalKind.NotFound
    );

    /// <summary>A key has no inbox.</summary>
    public static readonly Refusal PersonNeeded = new(
        "notification.person-needed",
        $"Notifications are for people, not for API keys.",
        RefusalKind.NotFound
    );

    /// <summary>Unknown time zone.</summary>
    public static readonly Refusal ZoneUnknown = Refusal.Field(
        "notification.zone-unknown",
        "timeZone",
        $"This is not a time zone. Use an IANA name such as Europe/Copenhagen."
    );

    /// <summary>Quiet hours need two different ends.</summary>
    public static readonly Refusal QuietNotValid = Refusal.Field(
        "notification.quiet-not-valid",
        "quietFrom",
        $"Quiet hours need a different start and end, each from 0 to 23. To have no quiet hours, leave both out."
    );

    /// <summary>A language nothing is written in.</summary>
    public static Refusal LanguageUnknown(IEnumerable<string> known) =>
        Refusal.Field("notification.language-unknown", "language", $"The language must be one of {string.Join(", ", known)}.");

    /// <summary>A filter no one knows.</summary>
    public static readonly Refusal KindUnknown = Refusal.Field(
        "notification.kind-unknown",
        "kind",
        $"The kind must be one of {string.Join(", ", WireName.All<NotificationKind>())}."
    );

    /// <summary>A mode no one knows.</summary>
    public static readonly Refusal ModeUnknown = Refusal.Field(
        "notification.mode-unknown",
        "mail",
        $"E-mail delivery must be one of {string.Join(", ", WireName.All<MailMode>())}."
    );

    /// <summary>No such channel.</summary>
    public static readonly Refusal ChannelNotFound = new("channel.not-found", $"There is no such channel.", RefusalKind.NotFound);

    /// <summary>A name of 1 to 100 characters.</summary>
    public static readonly Refusal ChannelNameNotValid = Refusal.Field(
        "channel.name-not-valid",
        "name",
        $"A channel needs a name of 1 to {NotificationChannel.MaxName} characters on one line."
    );

    /// <summary>Unknown sort of channel.</summary>
    public static readonly Refusal ChannelKindUnknown = Refusal.Field(
        "channel.kind-unknown",
        "kind",
        $"The channel must be one of {string.Join(", ", WireName.All<ChannelKind>())}."
    );

    /// <summary>Unknown urgency.</summary>
    public static readonly Refusal UrgencyUnknown = Refusal.Field(
        "channel.urgency-unknown",
        "from",
        $"The urgency must be one of {string.Join(", ", WireName.All<Urgency>())}."
    );

    /// <summary>No address, or one that may not be called.</summary>
    public static Refusal SecretNotValid(Sentence why) => Refusal.Field("channel.secret-not-valid", "secret", why);

    /// <summary>The other side did not take it.</summary>
    public static Refusal TestFailed(Sentence why) =>
        new("channel.test-failed", $"The test message did not arrive. {why}", RefusalKind.Unavailable);

    /// <summary>An hour of the day.</summary>
    public static Refusal HourNotValid(string field) =>
        Refusal.Field("notification.hour-not-valid", field, $"The hour must be from 0 to 23.");

    /// <summary>Told at any hour.</summary>
    public static Refusal NotToBeSilenced(NotificationKind kind) =>
        Refusal.Field(
            "notification.not-to-be-silenced",
            WireName.Of(kind),
            $"\"{KindRule.Of(kind).Title}\" is always sent by e-mail immediately: an obligation or the portal itself is at stake."
        );
}
