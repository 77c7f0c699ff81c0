using System.Globalization;
using System.Text;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Calendar;

/// <summary>
/// Writes calendars in the form of RFC 5545. Titles and ids alone are in them, and a link back. The same content gives the same bytes,
/// so that programs that ask again are answered that nothing changed. Titles are in the language in force.
/// </summary>
public static class CalendarText
{
    /// <summary>Longest line, in octets without its end (RFC 5545, section 3.1).</summary>
    public const int MaxOctets = 75;

    private const string End = "\r\n";

    /// <summary>Writes a calendar.</summary>
    /// <param name="content">What is due.</param>
    /// <param name="site">The portal's address, ending in a slash: links lead back to it.</param>
    public static string Write(CalendarContent content, Uri site)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(site);
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, $"PRODID:-//Governance Portal//Calendar//{Languages.Current.ToUpperInvariant()}");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        Line(text, "X-WR-CALNAME:Governance Portal");
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        foreach (var item in content.Items.DistinctBy(UidOf))
        {
            Event(text, item, content.MadeAt, site);
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    /// <summary>A text as a property's value: backslash, semicolon, comma and line ends are escaped (section 3.3.11).</summary>
    public static string Escaped(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\\' or ';' or ',' => escaped.Append('\\').Append(c),
                '\n' => escaped.Append("\\n"),
                '\t' => escaped.Append(c),
                _ when char.IsControl(c) => escaped,
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A content line, folded so that no line has more than 75 octets and no character is cut (section 3.1).</summary>
    public static string Folded(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var folded = new StringBuilder(line.Length + 8);
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                folded.Append(End).Append(' ');
                octets = 1;
            }

            folded.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        return folded.Append(End).ToString();
    }

    private static void Event(StringBuilder text, RunningClock item, DateTimeOffset stamp, Uri site)
    {
        var title = T.Say(item.Title);
        var about = item.About.Length > 0 ? $"{title}: {item.About}" : title;
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{UidOf(item)}");
        Line(text, $"DTSTAMP:{Instant(stamp)}");
        Line(
            text,
            item.IsAllDay
                ? $"DTSTART;VALUE=DATE:{item.At.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}"
                : $"DTSTART:{Instant(item.At)}"
        );
        Line(text, $"SUMMARY:{Escaped(about)}");
        Line(text, $"CATEGORIES:{Escaped(T.Word(item.Kind))}");
        Line(text, $"URL:{new Uri(site, item.Href.TrimStart('/')).AbsoluteUri}");
        // What is due takes none of anyone's time.
        Line(text, "TRANSP:TRANSPARENT");
        Line(text, "END:VEVENT");
    }

    // The same thing has the same id when its day moves, so that programs move it, and in every language.
    private static string UidOf(RunningClock item) =>
        $"{Sha256Hex.Of(Encoding.UTF8.GetBytes($"{item.Kind}\n{item.English}\n{item.Href}"))[..32]}@governance-portal";

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(Folded(line));
}
