using System.Text.RegularExpressions;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Committee;

/// <summary>
/// A value of a key figure, which is on record in English, in the language in force: 47.8 h median becomes 47,8 h (Median).
/// </summary>
public static partial class FigureWords
{
    /// <summary>A number with its unit, or a sentence of ours.</summary>
    public static string? Say(string? english)
    {
        if (english is null)
        {
            return null;
        }

        var space = english.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && IsNumber(english[..space])
            ? $"{Shapes.Numbers(english[..space])} {Shapes.Numbers(Counted(T.Say(english[(space + 1)..])))}"
            : Shapes.Numbers(Counted(T.Say(english)));
    }

    // What a note counts is a value of its sentence: "over 6 assessed risks".
    private static string Counted(string said) =>
        Count()
            .Replace(
                said,
                found =>
                {
                    var (count, two, one) = (found.Groups["count"].Value, found.Groups["two"].Value, found.Groups["one"].Value);
                    var both = one + two;
                    return T[both] is var phrase && phrase != both ? $"{count} {phrase}" : $"{count} {T[one]}{two}";
                }
            );

    [GeneratedRegex(
        "(?<![^ ])(?<count>[0-9][0-9,]*) (?<one>[a-z]+)(?<two> [a-z]+)?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Count();

    private static bool IsNumber(string word) => word.Any(char.IsAsciiDigit) && !word.Any(char.IsLetter);
}
