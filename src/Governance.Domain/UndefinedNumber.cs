namespace Governance.Domain;

/// <summary>Tells texts by which programs say that there is no number, in places where one belongs.</summary>
public static class UndefinedNumber
{
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "nan",
        "-nan",
        "+nan",
        "inf",
        "+inf",
        "-inf",
        "infinity",
        "+infinity",
        "-infinity",
        "n/a",
        "#n/a",
        "na",
        "<na>",
        "nat",
        "none",
        "null",
        "nil",
        "undefined",
        "unknown",
        "-",
        "–",
        "—",
        "?",
    };

    /// <summary>Whether a text says that there is no number, or nothing at all.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.IsNullOrWhiteSpace(text) || s_words.Contains(text.Trim());
    }
}
