namespace Governance.Transparency;

/// <summary>
/// Texts of whole characters: half of a surrogate pair has no UTF-8, so it could be stored as something else than was digested.
/// </summary>
public static class WholeText
{
    /// <summary>False when the text holds half of a character (a lone surrogate).</summary>
    public static bool IsWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The beginning of a text: at most so many UTF-16 code units, and no character cut in half.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The most code units, at least 1.</param>
    public static string Beginning(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
