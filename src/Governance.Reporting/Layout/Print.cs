using System.Globalization;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

/// <summary>
/// Numbers, dates and digests as reports print them: one shape each, the same in text, tables and charts, in the language in force.
/// </summary>
internal static class Print
{
    /// <summary>What stands where a value is unknown, as on the pages.</summary>
    public const string NotAvailable = "–";

    public static string Count(long value) => TrueMinus(value.ToString("#,0", Shapes.Culture));

    public static string Score(double? value) => Fixed(value, "0.000");

    /// <summary>Two decimals, and more where those would say that a value reaches a bound of the bands that it does not reach.</summary>
    public static string Psi(double? value) => Fixed(value, $"0.{new string('0', Shapes.PsiDecimals(value ?? 0))}");

    public static string Percent(double? share) =>
        share is { } value && double.IsFinite(value)
            ? TrueMinus((value * 100).ToString("0.0", Shapes.Culture)) + Shapes.NarrowSpace + "%"
            : NotAvailable;

    /// <summary>Up to four significant decimals for a metric whose scale is not known.</summary>
    public static string Metric(double? value) =>
        value is { } number && Math.Abs(number) >= 1000 ? TrueMinus(number.ToString("#,0.#", Shapes.Culture)) : Fixed(value, "0.000#");

    /// <summary>As many decimals as its column has.</summary>
    public static string Decimals(double value, int decimals) => Fixed(value, $"0.{new string('0', decimals)}");

    /// <summary>A number of which tenths are enough.</summary>
    public static string Tenths(double value) => TrueMinus(value.ToString("#,0.#", Shapes.Culture));

    public static string PValue(double? value) => value is < 0.001 and >= 0 ? $"< {Score(0.001)}" : Fixed(value, "0.000");

    /// <summary>The shortest form that reads back to the same number, as the bundle writes it.</summary>
    public static string RoundTrip(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Size(long bytes) =>
        bytes < 1024 ? T["{0} bytes", Count(bytes)] : T["{0} ({1} bytes)", Scaled(bytes), Count(bytes)];

    public static string Date(DateTimeOffset time, TimeZoneInfo zone) => Shapes.In(In(time, zone), "d MMM yyyy");

    public static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        $"{Shapes.In(In(time, zone), "d MMM yyyy, HH:mm")} {Zone(time, zone)}";

    /// <summary>To the second, for the custody timeline.</summary>
    public static string Second(DateTimeOffset time, TimeZoneInfo zone) =>
        $"{Shapes.In(In(time, zone), "d MMM yyyy, HH:mm:ss")} {Zone(time, zone)}";

    public static string Day(DateTimeOffset time, TimeZoneInfo zone) => Shapes.In(In(time, zone), "d MMM");

    public static string Day(DateOnly day) => Shapes.In(day, "d MMM yyyy");

    /// <summary>Groups of sixteen, so that an eye can compare two and a line can break.</summary>
    public static string Digest(string sha256) => string.Join(' ', sha256.Chunk(16).Select(group => new string(group)));

    public static string DigestPrefix(string sha256) => sha256.Length <= 16 ? sha256 : sha256[..16];

    public static string ShortDigest(string sha256) => sha256.Length <= 12 ? sha256 : sha256[..12];

    public static string Plural(int count, string one, string many) => T[$"{{0}} {(count == 1 ? one : many)}", Count(count)];

    /// <summary>A word that stands within a sentence: English begins it small, German does so with no noun.</summary>
    public static string Within(string word) => Languages.Current == Languages.Source ? word.ToLowerInvariant() : word;

    public static string Interval(double? low, double? high, Func<double?, string> print) =>
        low is null || high is null ? NotAvailable : T["{0} to {1}", print(low), print(high)];

    private static string Fixed(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? TrueMinus(number.ToString(format, Shapes.Culture)) : NotAvailable;

    private static string TrueMinus(string number) => number.StartsWith('-') ? Shapes.Minus + number[1..] : number;

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

        return $"{size.ToString("0.0", Shapes.Culture)} {unit}";
    }

    private static DateTimeOffset In(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone);

    private static string Zone(DateTimeOffset time, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(time);
        if (offset == TimeSpan.Zero)
        {
            return "UTC";
        }

        var sign = offset < TimeSpan.Zero ? Shapes.Minus : '+';
        var minutes = offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}";
        return string.Create(CultureInfo.InvariantCulture, $"UTC{sign}{Math.Abs(offset.Hours)}{minutes}");
    }
}
