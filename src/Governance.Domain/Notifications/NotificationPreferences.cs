using Governance.Domain.Identity;

namespace Governance.Domain.Notifications;

/// <summary>How a person wants to be told by e-mail. The portal itself always shows everything.</summary>
public sealed class NotificationPreferences
{
    private static readonly IReadOnlyDictionary<NotificationKind, MailMode> s_none = new Dictionary<NotificationKind, MailMode>();
    private Dictionary<string, string> _kinds = [];

    private NotificationPreferences() { }

    /// <summary>Whose.</summary>
    public UserId Person { get; private init; }

    /// <summary>IANA name of the time zone that the hours are meant in.</summary>
    public string TimeZone { get; private set; } = "Etc/UTC";

    /// <summary>Hour of the daily mail, 0 to 23.</summary>
    public int DigestHour { get; private set; } = 8;

    /// <summary>Hour from which no mail is sent, or null for none.</summary>
    public int? QuietFrom { get; private set; }

    /// <summary>Hour from which mail is sent again.</summary>
    public int? QuietUntil { get; private set; }

    /// <summary>Tag of the language in which the person is written to, like <c>de</c>; null as long as they chose none.</summary>
    public string? Language { get; private set; }

    /// <summary>Counts changes.</summary>
    public int Revision { get; private set; }

    /// <summary>The zone; UTC when this machine does not know it any more.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>What holds for a person who has said nothing.</summary>
    public static NotificationPreferences Default(UserId person) => new() { Person = person };

    /// <summary>When a kind is mailed.</summary>
    public MailMode MailOf(NotificationKind kind)
    {
        var rule = KindRule.Of(kind);
        return rule.MayBeSilenced && _kinds.TryGetValue(WireName.Of(kind), out var said) && WireName.TryParse<MailMode>(said, out var mode)
            ? mode
            : rule.Mail;
    }

    /// <summary>Takes what the person wants; the first thing that cannot be is refused.</summary>
    public Refusal? Change(
        string? timeZone,
        int? digestHour,
        int? quietFrom,
        int? quietUntil,
        IReadOnlyDictionary<NotificationKind, MailMode>? kinds,
        string? language = null
    )
    {
        if (timeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
        {
            return NotificationRefusals.ZoneUnknown;
        }

        if (digestHour is < 0 or > 23)
        {
            return NotificationRefusals.HourNotValid("digestHour");
        }

        if (
            quietFrom is < 0 or > 23
            || quietUntil is < 0 or > 23
            || quietFrom is null != quietUntil is null
            || (quietFrom is not null && quietFrom == quietUntil)
        )
        {
            return NotificationRefusals.QuietNotValid;
        }

        foreach (var (kind, mode) in kinds ?? s_none)
        {
            if (mode is not MailMode.Now && !KindRule.Of(kind).MayBeSilenced)
            {
                return NotificationRefusals.NotToBeSilenced(kind);
            }
        }

        (TimeZone, DigestHour, QuietFrom, QuietUntil, Language) = (
            timeZone ?? TimeZone,
            digestHour ?? DigestHour,
            quietFrom,
            quietUntil,
            language ?? Language
        );
        var changed = new Dictionary<string, string>(_kinds, StringComparer.Ordinal);
        foreach (var (kind, mode) in kinds ?? s_none)
        {
            changed[WireName.Of(kind)] = WireName.Of(mode);
        }

        _kinds = changed;
        Revision++;
        return null;
    }

    /// <summary>Takes the language in which the person is written to.</summary>
    public void Speak(string language)
    {
        if (Language != language)
        {
            Language = language;
            Revision++;
        }
    }

    /// <summary>When a mail that could go now may go: after the quiet hours, unless its kind is told at any hour.</summary>
    public DateTimeOffset MailAt(NotificationKind kind, DateTimeOffset now)
    {
        if (QuietFrom is not { } from || QuietUntil is not { } until || !KindRule.Of(kind).MayBeSilenced)
        {
            return now;
        }

        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var quiet = from < until ? local.Hour >= from && local.Hour < until : local.Hour >= from || local.Hour < until;
        return quiet ? AtHour(local, until, local.Hour >= until) : now;
    }

    /// <summary>Names the last daily mail that was due: one a day.</summary>
    public DateOnly DigestDay(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var day = local.Day();
        return local.Hour >= DigestHour ? day : day.AddDays(-1);
    }

    /// <summary>When that mail was due: what was told later goes into the next.</summary>
    public DateTimeOffset LastDigest(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        return AtHour(local.Hour >= DigestHour ? local : local.AddDays(-1), DigestHour, tomorrow: false);
    }

    // An hour that a change to summer time leaves out comes an hour later.
    private DateTimeOffset AtHour(DateTimeOffset local, int hour, bool tomorrow)
    {
        var wall = local.Date.AddDays(tomorrow ? 1 : 0).AddHours(hour);
        while (Zone.IsInvalidTime(wall))
        {
            wall = wall.AddHours(1);
        }

        return new DateTimeOffset(wall, Zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}
