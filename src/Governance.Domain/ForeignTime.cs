using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Domain;

/// <summary>
/// Times as other tools write them in messages and files of their own form. One rule for all: a time without a zone is UTC, because tools
/// that leave the zone out write what their clock says in UTC far more often than anything else, and a refused event is lost to its sender.
/// Where a record shows such a time it says so. Documents of our own form name the zone.
/// </summary>
public static partial class ForeignTime
{
    private const int TickDigits = 7;
    private const int MaxText = 120;

    private static readonly string[] s_forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    /// <summary>
    /// Reads a time in ISO 8601, or in another form that says year, month and day without doubt: <c>yyyy/MM/dd</c>, <c>dd.MM.yyyy</c>, and
    /// what names its month, as RFC 1123 does. Days and months between slashes can be read in two ways, and a time alone is of no day.
    /// </summary>
    /// <param name="text">What was written.</param>
    /// <param name="time">The time, in UTC.</param>
    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        if (TryReadIso(text, out time, out _))
        {
            return true;
        }

        if (text is null || text.Length > MaxText)
        {
            return false;
        }

        if (Ordered().Match(text.Trim()) is { Success: true } match)
        {
            return TryReadIso(
                $"{match.Groups["year"]}-{match.Groups["month"].Value.PadLeft(2, '0')}-{match.Groups["day"].Value.PadLeft(2, '0')}"
                    + match.Groups["rest"].Value.TrimStart(','),
                out time,
                out _
            );
        }

        return (YearFirst().IsMatch(text) || NamesItsMonth().IsMatch(text))
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out time
            );
    }

    /// <summary>
    /// Reads a time in ISO 8601: <c>yyyy-MM-dd</c>, then <c>T</c> or a space and <c>hh:mm[:ss[.fraction]]</c>, then <c>Z</c> or an offset
    /// or
    /// nothing. Of a fraction what is finer than 100 ns is cut off. Java writes the name of the zone in brackets behind the offset
    /// (<c>2024-07-02T12:20:27Z[Europe/London]</c>); the offset counts, and a name without one is not read: an hour that a zone has twice
    /// would be either of two.
    /// </summary>
    /// <param name="text">What was written.</param>
    /// <param name="time">The time, in UTC.</param>
    /// <param name="namesZone">False when it has no zone and was taken as UTC.</param>
    public static bool TryReadIso(string? text, out DateTimeOffset time, out bool namesZone)
    {
        time = default;
        namesZone = false;
        if (text is null || text.Length > MaxText || Iso().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var zone = match.Groups["zone"];
        var finer = Math.Max(0, match.Groups["fraction"].Length - TickDigits);
        var written = match.Groups["time"].Value[..^finer].ToUpperInvariant().Replace(' ', 'T').Replace(',', '.');
        if (
            (match.Groups["name"].Success && !zone.Success)
            || !DateTime.TryParseExact(written, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            || OffsetOf(zone.Value) is not { } offset
            || clock.Ticks - offset.Ticks < DateTimeOffset.MinValue.UtcTicks
            || clock.Ticks - offset.Ticks > DateTimeOffset.MaxValue.UtcTicks
        )
        {
            return false;
        }

        time = new DateTimeOffset(clock.Ticks - offset.Ticks, TimeSpan.Zero);
        namesZone = zone.Success;
        return true;
    }

    private static TimeSpan? OffsetOf(string zone)
    {
        if (zone.Length < 3)
        {
            return TimeSpan.Zero;
        }

        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var (hours, minutes) = (
            int.Parse(digits[..2], NumberStyles.None, CultureInfo.InvariantCulture),
            int.Parse(digits[2..], NumberStyles.None, CultureInfo.InvariantCulture)
        );
        return hours > 23 || minutes > 59 ? null : new TimeSpan(hours, minutes, 0) * (zone[0] == '-' ? -1 : 1);
    }

    [GeneratedRegex(
        @"^(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,](?<fraction>[0-9]+))?)?)?)"
            + @"(?<zone>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?(?<name>\[[A-Za-z0-9_+/-]{1,64}\])?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        500
    )]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"^((?<year>[0-9]{4})/(?<month>[0-9]{1,2})/(?<day>[0-9]{1,2})|(?<day>[0-9]{1,2})\.(?<month>[0-9]{1,2})\.(?<year>[0-9]{4}))"
            + @"(?<rest>([Tt ]|, )[0-9].*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        500
    )]
    private static partial Regex Ordered();

    [GeneratedRegex(
        @"(?=.*\b[0-9]{4}\b).*\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        500
    )]
    private static partial Regex NamesItsMonth();

    [GeneratedRegex(@"^\s*[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?![0-9])", RegexOptions.CultureInvariant, 500)]
    private static partial Regex YearFirst();
}
