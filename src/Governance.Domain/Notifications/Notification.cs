using Governance.Domain.Identity;

namespace Governance.Domain.Notifications;

/// <summary>One thing one person was told. Personal: it is not part of the record, and the log does not know it.</summary>
public sealed class Notification
{
    private Dictionary<string, string> _parameters = [];

    private Notification() { }

    /// <summary>Row number: the order in which people were told.</summary>
    public long Id { get; private init; }

    /// <summary>Who.</summary>
    public UserId Person { get; private init; }

    /// <summary>The matter; one person is told once under one key.</summary>
    public string Key { get; private init; } = "";

    /// <summary>What about.</summary>
    public NotificationKind Kind { get; private init; }

    /// <summary>Which telling.</summary>
    public NotificationStage Stage { get; private init; }

    /// <summary>How much it presses.</summary>
    public Urgency Urgency { get; private init; }

    /// <summary>Readable id of the thing.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>What the words are filled with.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    /// <summary>Path of the page.</summary>
    public string Link { get; private init; } = "/";

    /// <summary>The log entry it is made of, or null.</summary>
    public long? LogIndex { get; private init; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When the person read it, or null.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>True when it goes into a daily mail.</summary>
    public bool ForDigest { get; private init; }

    /// <summary>The daily mail it went into, or null.</summary>
    public string? DigestKey { get; private set; }

    /// <summary>Tells a person.</summary>
    public static Notification Of(NotificationEvent news, UserId person, bool forDigest, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(news);
        return new Notification
        {
            Person = person,
            Key =
                news.Key.Length > NotificationEvent.MaxKey
                    ? throw new InvalidOperationException(
                        $"The key of a notification has {news.Key.Length} characters; the maximum is {NotificationEvent.MaxKey}."
                    )
                    : news.Key,
            Kind = news.Kind,
            Stage = news.Stage,
            Urgency = news.Urgency,
            Subject = news.Subject,
            _parameters = new Dictionary<string, string>(news.Parameters, StringComparer.Ordinal),
            Link = news.Link,
            LogIndex = news.LogIndex,
            CreatedAt = now,
            ForDigest = forDigest,
        };
    }

    /// <summary>The person has seen it, or wants to see it again.</summary>
    /// <returns>True when that is new.</returns>
    public bool Mark(bool read, DateTimeOffset now)
    {
        if (read == ReadAt is not null)
        {
            return false;
        }

        ReadAt = read ? now : null;
        return true;
    }

    /// <summary>Puts it into a daily mail.</summary>
    public void Collect(string digestKey) => DigestKey = digestKey;
}
