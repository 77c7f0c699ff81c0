using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Components;

/// <summary>
/// Writes numbers, times and digests the one way every page, table and chart shows them.
/// Shapes are those of British English: 12,774 · 4.8 % · −0.025 · Fri 20 Nov · 24-hour time; in German 12.774 · 4,8 % · Fr, 20. Nov.
/// </summary>
public static partial class Formats
{
    /// <summary>What stands where a value is unknown. Always shown with a reason, see <c>NotAvailable</c>.</summary>
    public const string Missing = "–";

    /// <summary>U+202F, so that a number never parts from its per cent sign at the end of a line.</summary>
    public const char NarrowSpace = Shapes.NarrowSpace;

    /// <summary>U+2212, as wide as a digit and plus sign; a hyphen is not.</summary>
    public const char Minus = Shapes.Minus;

    private static readonly string[] s_sizeUnits = ["B", "kB", "MB", "GB", "TB", "PB"];
    private static readonly string[] s_binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A whole number with thousands separators: 12,774.</summary>
    public static string Count(long value) => TrueMinus(value.ToString("N0", Shapes.Culture));

    /// <summary>A number with a fixed number of decimals: 0.794, 12,774.5. Never "−0.00".</summary>
    public static string Number(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        return TrueMinus(
            WithoutNegativeZero(value, decimals).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Shapes.Culture)
        );
    }

    /// <summary>A model score or metric, three decimals.</summary>
    public static string Score(double value) => Number(value, 3);

    /// <summary>A population stability index: two decimals, and more where those would show a band that it does not reach.</summary>
    public static string Psi(double value) => Number(value, Shapes.PsiDecimals(value));

    /// <summary>A share in [0, 1] as a percentage: 0.048 becomes 4.8 %.</summary>
    public static string Percent(double share, int decimals = 1) =>
        double.IsFinite(share) ? $"{Number(share * 100, decimals)}{NarrowSpace}%" : Missing;

    /// <summary>A percentage with the half width of its interval: 3.6 % ± 0.2.</summary>
    public static string PercentInterval(double share, double halfWidth, int decimals = 1) =>
        double.IsFinite(share) && double.IsFinite(halfWidth)
            ? $"{Percent(share, decimals)} ± {Number(halfWidth * 100, decimals)}"
            : Percent(share, decimals);

    /// <summary>A difference with its sign always written: +0.025, −0.025; nothing before a zero.</summary>
    public static string Change(double value, int decimals = 3)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        var rounded = WithoutNegativeZero(value, decimals);
        return rounded > 0 ? "+" + Number(rounded, decimals) : Number(rounded, decimals);
    }

    /// <summary>A difference of two shares in percentage points: −2.4 pts.</summary>
    public static string Points(double shareDifference, int decimals = 1) =>
        double.IsFinite(shareDifference) ? $"{Change(shareDifference * 100, decimals)} {T["pts"]}" : Missing;

    /// <summary>A lower bound: ≥ 0.760.</summary>
    public static string AtLeast(double limit, int decimals = 3) => $"≥ {Number(limit, decimals)}";

    /// <summary>An upper bound: ≤ 0.030.</summary>
    public static string AtMost(double limit, int decimals = 3) => $"≤ {Number(limit, decimals)}";

    /// <summary>A range in words: 0.80 to 1.25.</summary>
    public static string Range(double low, double high, int decimals = 2) => T["{0} to {1}", Number(low, decimals), Number(high, decimals)];

    /// <summary>An amount with its ISO 4217 code, which stands where the language has it: EUR 1,240.00, in German 1.240,00 EUR.</summary>
    public static string Money(decimal amount, string currency, int decimals = 2)
    {
        var number = TrueMinus(amount.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Shapes.Culture));
        return Shapes.Culture.NumberFormat.CurrencyPositivePattern is 1 or 3 ? $"{number} {currency}" : $"{currency} {number}";
    }

    /// <summary>A file size in decimal units, three significant digits: 2.41 MB.</summary>
    public static string Size(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);

        var value = (double)bytes;
        var unit = 0;

        // 999.5 would round to 1,000 at three digits, so it already belongs to the next unit.
        while (value >= 999.5 && unit < s_sizeUnits.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        var decimals =
            unit == 0 || value >= 99.95 ? 0
            : value >= 9.995 ? 1
            : 2;
        return $"{Number(value, decimals)} {s_sizeUnits[unit]}";
    }

    /// <summary>
    /// A limit on a size. Limits are set in powers of two, and round in those units: 16 GiB, where 17.2 GB would look like an error.
    /// </summary>
    public static string SizeLimit(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var (value, unit) = (bytes, 0);
        while (value >= 1024 && value % 1024 == 0 && unit < s_binaryUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit > 0 && value < 10_000 ? $"{Count(value)} {s_binaryUnits[unit]}" : Size(bytes);
    }

    /// <summary>
    /// A text in which no citation breaks at the end of a line: between "Art." and its number, as within a German one, stands a space that
    /// holds both.
    /// </summary>
    public static string Unbroken(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CitationSpace().Replace(text, "\u00A0");
    }

    /// <summary>A length of time in its two largest units: 12 d 6 h, 26 h, 41 s. A unit that is zero is left out.</summary>
    public static string Duration(TimeSpan span)
    {
        if (span < TimeSpan.Zero)
        {
            return Minus + Duration(span.Negate());
        }

        if (span < TimeSpan.FromSeconds(1))
        {
            return span == TimeSpan.Zero ? "0 s" : $"{Math.Max(1, (int)span.TotalMilliseconds)} ms";
        }

        // Hours run to 48 before days begin: "26 h" says more about a deadline than "1 d 2 h".
        if (span >= TimeSpan.FromHours(48))
        {
            return Two((int)span.TotalDays, "d", span.Hours, "h");
        }

        if (span >= TimeSpan.FromHours(1))
        {
            return Two((int)span.TotalHours, "h", span.Minutes, "min");
        }

        return span >= TimeSpan.FromMinutes(1) ? Two(span.Minutes, "min", span.Seconds, "s") : $"{span.Seconds} s";
    }

    /// <summary>A length of time in its largest unit alone, rounded down: 18 h, 3 d; in German 18 Std., 3 Tage.</summary>
    /// <param name="span">How long it is, or was ago.</param>
    /// <param name="afterPreposition">It stands behind "in", "vor" or "nach", where German has another case: 3 Tagen.</param>
    public static string RoughDuration(TimeSpan span, bool afterPreposition = false)
    {
        var length = span.Duration();
        var days = afterPreposition ? "after a preposition" : "a duration";
        var (number, unit) = length switch
        {
            _ when length >= TimeSpan.FromHours(48) => (length.TotalDays, T.Sense("d", days)),
            _ when length >= TimeSpan.FromHours(1) => (length.TotalHours, T.Sense("h", "a duration")),
            _ when length >= TimeSpan.FromMinutes(1) => (length.TotalMinutes, T.Sense("min", "a duration")),
            _ => (length.TotalSeconds, "s"),
        };
        // The space holds both on one line.
        return string.Create(CultureInfo.InvariantCulture, $"{(int)number}\u00A0{unit}");
    }

    /// <summary>How long ago or ahead, below seven days; the date otherwise: "18 h ago", "in 3 d", "Wed 4 Nov".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var ago = now - at;
        if (ago.Duration() >= TimeSpan.FromDays(7))
        {
            return Date(at, now, zone);
        }

        if (ago.Duration() < TimeSpan.FromMinutes(1))
        {
            return T[ago >= TimeSpan.Zero ? "just now" : "in less than 1 min"];
        }

        return T[ago > TimeSpan.Zero ? "{0} ago" : "in {0}", RoughDuration(ago, afterPreposition: true)];
    }

    /// <summary>Fri 20 Nov, with the year when it is not the current one.</summary>
    public static string Date(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var today = TimeZoneInfo.ConvertTime(now, zone);
        return Shapes.In(local, local.Year == today.Year ? "ddd d MMM" : "ddd d MMM yyyy");
    }

    /// <summary>4 Nov 2026.</summary>
    public static string LongDate(DateTimeOffset at, TimeZoneInfo zone) => Shapes.In(TimeZoneInfo.ConvertTime(at, zone), "d MMM yyyy");

    /// <summary>A deadline: day and time, "Wed 2 Dec, 16:05".</summary>
    public static string Deadline(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone) =>
        $"{Date(at, now, zone)}, {TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", Shapes.Culture)}";

    /// <summary>
    /// When something falls due, or how much it is overdue: "2 h overdue", "Wed 2 Dec, 16:05" below three days, "Wed 16 Dec". The one
    /// wording for everything that waits for someone.
    /// </summary>
    public static string Due(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone) =>
        at < now ? Overdue(at, now)
        : at - now < TimeSpan.FromHours(72) ? Deadline(at, now, zone)
        : Date(at, now, zone);

    /// <summary>How much something that was due is overdue: "2 h overdue".</summary>
    public static string Overdue(DateTimeOffset at, DateTimeOffset now) => T["{0} overdue", RoughDuration(now - at)];

    /// <summary>The instant in a list of events: 09:38:12 today, 19 Nov 17:05 in the same year, 19 Nov 2025 17:05 before.</summary>
    public static string Stamp(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var today = TimeZoneInfo.ConvertTime(now, zone);
        return Shapes.In(
            local,
            local.Date == today.Date ? "HH:mm:ss"
                : local.Year == today.Year ? "d MMM HH:mm"
                : "d MMM yyyy HH:mm"
        );
    }

    /// <summary>The exact instant in UTC and in the reader's zone: 2026-11-19 15:42:07 UTC · 16:42:07 Europe/Copenhagen.</summary>
    public static string Exact(DateTimeOffset at, TimeZoneInfo zone)
    {
        var utc = at.UtcDateTime;
        var text = utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
        if (zone.HasSameRules(TimeZoneInfo.Utc))
        {
            return text;
        }

        var local = TimeZoneInfo.ConvertTime(at, zone);
        var shape = local.Date == utc.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";
        return $"{text} · {local.ToString(shape, CultureInfo.InvariantCulture)} {zone.Id}";
    }

    /// <summary>What a column of times is told in: UTC, or the name of the reader's zone.</summary>
    public static string ZoneName(TimeZoneInfo zone) => zone.HasSameRules(TimeZoneInfo.Utc) ? "UTC" : zone.Id;

    /// <summary>How far a zone is from UTC at an instant, behind its time of day: +01:00, or UTC where there is no difference.</summary>
    public static string Offset(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone) is { Offset: var offset } local && offset != TimeSpan.Zero
            ? local.ToString("zzz", CultureInfo.InvariantCulture)
            : "UTC";

    /// <summary>RFC 3339 in UTC, as machines and the clipboard want it.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The first twelve characters of a digest, enough to recognise it by eye.</summary>
    public static string ShortDigest(string digest) => digest.Length <= 12 ? digest : digest[..12];

    /// <summary>A digest in groups of sixteen characters, so that it can be read aloud.</summary>
    public static IReadOnlyList<string> DigestGroups(string digest) => [.. digest.Chunk(16).Select(group => new string(group))];

    /// <summary>The letters of a name that stand in its avatar: "Claire Fontaine" gives CF.</summary>
    public static string Initials(string name)
    {
        var words = name.Split([' ', '.', '-', '@'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length switch
        {
            0 => "?",
            1 => words[0][..1].ToUpperInvariant(),
            _ => (words[0][..1] + words[^1][..1]).ToUpperInvariant(),
        };
    }

    /// <summary>"1 risk", "3 risks": the number and its noun, the plural given where it is not a plain s.</summary>
    public static string Plural(long count, string one, string? many = null) => $"{Count(count)} {T[count == 1 ? one : many ?? one + "s"]}";

    [GeneratedRegex(
        @"(?<=\b(?:Art\.|Abs\.|Unterabs\.|Nr\.)) (?=[0-9])|(?<=\b(?:Annex|Anhang)) (?=[IVX])|(?<=\bBuchst\.|, point) (?=[a-z]{1,2}\b)"
            + @"|(?<=\bArt\. [0-9]+[a-z]?) (?=Abs\.|Nr\.|Buchst\.)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex CitationSpace();

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static string TrueMinus(string text) => text.Replace('-', Minus);

    private static double WithoutNegativeZero(double value, int decimals)
    {
        // Half away from zero, as people round; also turns −0.0004 at three decimals into a plain 0.
        var rounded = Math.Abs(value) < 1e15 ? Math.Round(value, decimals, MidpointRounding.AwayFromZero) : value;
        return rounded == 0 ? 0 : rounded;
    }
}
