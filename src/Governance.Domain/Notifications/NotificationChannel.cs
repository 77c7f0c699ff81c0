using Governance.Domain.Audit;

namespace Governance.Domain.Notifications;

/// <summary>A place outside to which notifications go.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ChannelId(int Number) : IDisplayId<ChannelId>
{
    /// <inheritdoc/>
    public static string Prefix => "CHN";

    /// <inheritdoc/>
    public static ChannelId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What stands at the other end.</summary>
public enum ChannelKind
{
    /// <summary>A channel of Slack, by its incoming webhook.</summary>
    Slack,

    /// <summary>A channel of Teams, by a workflow.</summary>
    Teams,

    /// <summary>A service of PagerDuty, by Events API v2.</summary>
    PagerDuty,
}

/// <summary>A channel of a team, as an administrator set it up. Its address or key is a secret: kept sealed, never shown.</summary>
public sealed class NotificationChannel : IAudited
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 100;

    private List<NotificationKind> _kinds = [];

    private NotificationChannel() { }

    /// <summary>The readable id.</summary>
    public ChannelId Id { get; private init; }

    /// <summary>What stands at the other end.</summary>
    public ChannelKind Kind { get; private init; }

    /// <summary>What people call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Address or key, sealed.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>The host that is called; no secret.</summary>
    public string Host { get; private set; } = "";

    /// <summary>Kinds that go there; none means all.</summary>
    public IReadOnlyList<NotificationKind> Kinds => _kinds;

    /// <summary>The least urgency that goes there.</summary>
    public Urgency From { get; private set; }

    /// <summary>False while an administrator has switched it off.</summary>
    public bool IsOn { get; private set; }

    /// <summary>When it was set up.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Counts changes.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Sets one up.</summary>
    public static NotificationChannel Create(
        ChannelId id,
        ChannelKind kind,
        string name,
        string secret,
        string host,
        Urgency from,
        IEnumerable<NotificationKind> kinds,
        DateTimeOffset now
    )
    {
        var channel = new NotificationChannel
        {
            Id = id,
            Kind = kind,
            CreatedAt = now,
        };
        channel.Change(name, secret, host, from, kinds, on: true);
        return channel;
    }

    /// <summary>Changes it.</summary>
    public void Change(string name, string secret, string host, Urgency from, IEnumerable<NotificationKind> kinds, bool on)
    {
        (Name, Secret, Host, From, IsOn) = (name, secret, host, from, on);
        _kinds = [.. kinds.Distinct().Order()];
        Revision++;
    }

    /// <summary>True when this goes there. What concerns one person alone never does.</summary>
    public bool Takes(NotificationEvent news)
    {
        ArgumentNullException.ThrowIfNull(news);
        // That a channel is out of reach is not told to channels: it would come back as the next message given up.
        return IsOn
            && !DisplayId.TryParse<ChannelId>(news.Subject, out _)
            && KindRule.Of(news.Kind).Permission is not null
            && news.Kind is not NotificationKind.ReportFinished and not NotificationKind.Mentioned
            && news.Urgency >= From
            && (_kinds.Count == 0 || _kinds.Contains(news.Kind))
            && (news.Stage is not NotificationStage.Over || Kind is ChannelKind.PagerDuty);
    }

    /// <summary>Null when the name is one.</summary>
    public static Refusal? RefusesName(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > MaxName || NameText.Misleads(name)
            ? NotificationRefusals.ChannelNameNotValid
            : null;
}
