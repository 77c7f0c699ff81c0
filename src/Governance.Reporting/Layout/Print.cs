using System.Globalization;

namespace Governance.Reporting.Layout;

/// <summary>Numbers, dates and digests as reports print them: one shape each, the same in text, tables and charts.</summary>
internal static class Print
{
    public const string NotAvailable = "n/a";
    private const string NarrowSpace = "\u202F";
    private const char Minus = '\u2212';

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static string Count(long value) => TrueMinus(value.ToString("#,0", s_culture));

    public static string Score(double? value) => Fixed(value, "0.000");

    public static string Psi(double? value) => Fixed(value, "0.00");

    public static string Percent(double? share) =>
        share is { } value && double.IsFinite(value)
            ? TrueMinus((value * 100).ToString("0.0", s_culture)) + NarrowSpace + "%"
            : NotAvailable;

    /// <summary>Up to four significant decimals for a metric whose scale is not known.</summary>
    public static string Metric(double? value) =>
        value is { } number && Math.Abs(number) >= 1000 ? TrueMinus(number.ToString("#,0.#", s_culture)) : Fixed(value, "0.000#");

    /// <summary>A number of which tenths are enough.</summary>
    public static string Tenths(double value) => TrueMinus(value.ToString("#,0.#", s_culture));

    public static string PValue(double? value) => value is < 0.001 and >= 0 ? "< 0.001" : Fixed(value, "0.000");

    /// <summary>The shortest form that reads back to the same number, as the bundle writes it.</summary>
    public static string RoundTrip(double value) => value.ToString("R", s_culture);

    public static string Size(long bytes) => bytes < 1024 ? $"{Count(bytes)} bytes" : $"{Scaled(bytes)} ({Count(bytes)} bytes)";

    public static string Date(DateTimeOffset time, TimeZoneInfo zone) => In(time, zone).ToString("d MMM yyyy", s_culture);

    public static string LongDate(DateTimeOffset time, TimeZoneInfo zone) =>
        $"{In(time, zone).ToString("d MMMM yyyy, HH:mm", s_culture)} {Zone(time, zone)}";

    public static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        $"{In(time, zone).ToString("d MMM yyyy, HH:mm", s_culture)} {Zone(time, zone)}";

    /// <summary>To the second, for the custody timeline.</summary>
    public static string Second(DateTimeOffset time, TimeZoneInfo zone) =>
        $"{In(time, zone).ToString("d MMM yyyy, HH:mm:ss", s_culture)} {Zone(time, zone)}";

    public static string Day(DateTimeOffset time, TimeZoneInfo zone) => In(time, zone).ToString("d MMM", s_culture);

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", s_culture);

    /// <summary>Groups of sixteen, so that an eye can compare two and a line can break.</summary>
    public static string Digest(string sha256) => string.Join(' ', sha256.Chunk(16).Select(group => new string(group)));

    public static string DigestPrefix(string sha256) => sha256.Length <= 16 ? sha256 : sha256[..16];

    public static string ShortDigest(string sha256) => sha256.Length <= 12 ? sha256 : sha256[..12];

    public static string Plural(int count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    public static string Interval(double? low, double? high, Func<double?, string> print) =>
        low is null || high is null ? NotAvailable : $"{print(low)} to {print(high)}";

    private static string Fixed(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? TrueMinus(number.ToString(format, s_culture)) : NotAvailable;

    private static string TrueMinus(string number) => number.StartsWith('-') ? Minus + number[1..] : number;

    private static string Scaled(long bytes)
    {
        var (size, unit) = (bytes / 1024.0, "KiB");
        foreach (var next in new[] { "MiB", "GiB", "TiB" })
        {
            if (size < 1024)
            {
                break;
            }

            (size, unit) = (size / 1024, next);
        }

        return $"{size.ToString("0.0", s_culture)} {unit}";
    }

    private static DateTimeOffset In(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone);

    private static string Zone(DateTimeOffset time, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(time);
        if (offset == TimeSpan.Zero)
        {
            return "UTC";
        }

        var sign = offset < TimeSpan.Zero ? Minus : '+';
        var minutes = offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}";
        return string.Create(s_culture, $"UTC{sign}{Math.Abs(offset.Hours)}{minutes}");
    }
}
