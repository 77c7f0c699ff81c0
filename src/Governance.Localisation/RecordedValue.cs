using static Governance.Localisation.Texts;

namespace Governance.Localisation;

/// <summary>
/// A value that is on record in English, such as that of a key figure, in the language in force: 47.8 h median becomes 47,8 h (Median).
/// </summary>
public static class RecordedValue
{
    /// <summary>A number with its unit, or a sentence of ours.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(english))]
    public static string? Say(string? english)
    {
        if (english is null)
        {
            return null;
        }

        var space = english.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && IsNumber(english[..space])
            ? $"{Shapes.Numbers(english[..space])} {Shapes.Numbers(T.Recorded(english[(space + 1)..]))}"
            : Shapes.Numbers(T.Recorded(english));
    }

    private static bool IsNumber(string word) => word.Any(char.IsAsciiDigit) && !word.Any(char.IsLetter);
}
