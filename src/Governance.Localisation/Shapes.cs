using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Localisation;

/// <summary>
/// The shapes of numbers and days in the language in force: 12,774 · 4.8 % · 20 Nov in English, 12.774 · 4,8 % · 20. Nov. in German.
/// Machines and records are never written with it.
/// </summary>
public static partial class Shapes
{
    // Where the bands of the population stability index begin.
    private static readonly double[] s_psiBands = [0.10, 0.25];

    /// <summary>U+202F, so that a number never parts from its per cent sign at the end of a line.</summary>
    public const char NarrowSpace = '\u202F';

    /// <summary>U+2212, as wide as a digit and plus sign; a hyphen is not.</summary>
    public const char Minus = '\u2212';

    private static readonly CultureInfo s_german = MakeGerman();

    /// <summary>Separators and names of days and months.</summary>
    public static CultureInfo Culture => Languages.Current == "de" ? s_german : CultureInfo.InvariantCulture;

    /// <summary>A time in a shape of English texts, such as <c>d MMM yyyy</c>, as the language in force has it.</summary>
    public static string In<T>(T time, string shape)
        where T : IFormattable => time.ToString(Languages.Current == "de" ? German(shape) : shape, Culture);

    /// <summary>
    /// A text of ours with numbers in the shape of English, with them in that of the language in force: PSI 0.33 becomes PSI 0,33.
    /// </summary>
    public static string Numbers(string text) =>
        Languages.Current == "de"
            ? EnglishNumber()
                .Replace(
                    text,
                    number =>
                        string.Concat(
                            number.Value.Select(c =>
                                c switch
                                {
                                    '.' => ',',
                                    ',' => '.',
                                    _ => c,
                                }
                            )
                        )
                )
            : text;

    // No line may end at the points of "20. Nov. 2026". A month in full is that of letters, whose words are kept as they are.
    private static string German(string shape)
    {
        var german = shape.Replace("ddd d", "ddd, d", StringComparison.Ordinal);
        return german.Contains("MMMM", StringComparison.Ordinal)
            ? german.Replace("d MMM", "d. MMM", StringComparison.Ordinal)
            : german
                .Replace("d MMM", "d.\u00A0MMM", StringComparison.Ordinal)
                .Replace("MMM yyyy", "MMM\u00A0yyyy", StringComparison.Ordinal);
    }

    // Written out, because the portal runs without a database of cultures and must not differ from machine to machine.
    private static CultureInfo MakeGerman()
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.CurrencyPositivePattern = 3; // 1.240,00 EUR
        german.DateTimeFormat.AbbreviatedDayNames = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"];
        german.DateTimeFormat.DayNames = ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"];
        german.DateTimeFormat.AbbreviatedMonthNames = german.DateTimeFormat.AbbreviatedMonthGenitiveNames = [
            "Jan.",
            "Feb.",
            "März",
            "Apr.",
            "Mai",
            "Juni",
            "Juli",
            "Aug.",
            "Sept.",
            "Okt.",
            "Nov.",
            "Dez.",
            "",
        ];
        german.DateTimeFormat.MonthNames = german.DateTimeFormat.MonthGenitiveNames = [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
            "",
        ];
        return CultureInfo.ReadOnly(german);
    }

    // No versions (1.4.0, cyclonedx 1.6), no times, nothing within a word.
    [GeneratedRegex(
        @"(?<![\w.,:/-])(?<!(?:cyclonedx|CycloneDX|spdx) )-?"
            + @"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+)(?![\w:]|[.,][0-9])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex EnglishNumber();

    /// <summary>
    /// With how many decimals a population stability index is written: two, and more where those would say that it reaches a band that it
    /// does not reach.
    /// </summary>
    public static int PsiDecimals(double value)
    {
        var decimals = 2;
        while (decimals < 6 && Array.Exists(s_psiBands, b => value < b && Math.Round(value, decimals, MidpointRounding.AwayFromZero) >= b))
        {
            decimals++;
        }

        return decimals;
    }
}
