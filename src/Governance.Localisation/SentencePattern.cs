using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Localisation;

/// <summary>An English text with places for values, as something a made sentence can be compared with.</summary>
internal sealed partial class SentencePattern
{
    /// <summary>The first letter of patterns that begin with a value.</summary>
    public const char Anything = '\0';

    // Texts of fewer letters, like "{0} of {1}", would find themselves in what people wrote: they fit only between numbers, dates and ids.
    internal const int FewLetters = 6;

    private static readonly string[] s_beforeKeys = ["key “", "Did you mean “", "member \""];

    private readonly string[] _literals;
    private readonly int[] _places;
    private readonly int _values;

    private SentencePattern(string[] literals, int[] places, string translation)
    {
        _literals = literals;
        _places = places;
        _values = places.Max() + 1;
        Translation = translation;
        Letters = literals.Sum(l => l.Count(char.IsLetter));
        Signs = literals.Sum(l => l.Length);
        First = literals[0].Length == 0 ? Anything : literals[0][0];
    }

    /// <summary>The text in the other language, with the same places.</summary>
    public string Translation { get; }

    /// <summary>Letters that are not in values. Of two patterns that fit, the one with more was meant.</summary>
    public int Letters { get; }

    /// <summary>
    /// All signs that are not in values: of two patterns with as many letters, the one that ends with a question mark is the whole
    /// sentence.
    /// </summary>
    public int Signs { get; }

    /// <summary>The letter a sentence begins with, or <see cref="Anything"/>.</summary>
    public char First { get; }

    /// <summary>
    /// True when the value of a place is said as it is: the key of a file, which is to be written like this in every language.
    /// </summary>
    public bool IsKey(int value) =>
        Array.IndexOf(_places, value) is >= 0 and var place
        && Array.Exists(s_beforeKeys, words => _literals[place].EndsWith(words, StringComparison.Ordinal));

    /// <summary>Reads a text; null when it has no places, no letters, or two places side by side.</summary>
    public static SentencePattern? Of(string english, string translation)
    {
        var places = Place().Matches(english);
        if (places.Count == 0)
        {
            return null;
        }

        var literals = Place()
            .Split(english)
            .Where((_, i) => i % 2 == 0)
            .Select(l => l.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal))
            .ToArray();
        var pattern = new SentencePattern(
            literals,
            [.. places.Select(p => int.Parse(p.Groups[1].ValueSpan, CultureInfo.InvariantCulture))],
            translation
        );
        return pattern.Letters == 0 || literals[1..^1].Any(l => l.Length == 0) ? null : pattern;
    }

    /// <summary>A text with its places empty, and the numbers that they have in it.</summary>
    public static (string Shape, int[] Places) ShapeOf(string text) =>
        (
            Place().Replace(text, "{}"),
            [.. Place().Matches(text).Select(p => int.Parse(p.Groups[1].ValueSpan, CultureInfo.InvariantCulture))]
        );

    /// <summary>The values of a sentence that was made from this text; null for any other sentence.</summary>
    public string[]? Match(string sentence)
    {
        var (first, last) = (_literals[0], _literals[^1]);
        if (
            sentence.Length < first.Length + last.Length
            || !sentence.StartsWith(first, StringComparison.Ordinal)
            || !sentence.EndsWith(last, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var values = new string[_values];
        var (at, end) = (first.Length, sentence.Length - last.Length);
        for (var i = 0; i < _places.Length; i++)
        {
            var stop = i == _places.Length - 1 ? end : sentence.IndexOf(_literals[i + 1], at, end - at, StringComparison.Ordinal);
            if (stop < at)
            {
                return null;
            }

            values[_places[i]] = sentence[at..stop];
            at = stop + _literals[i + 1].Length;
        }

        return Letters >= FewLetters || values.All(IsMeasured) ? values : null;
    }

    /// <summary>True for ids with numbers, such as <c>RSK-0001 16</c>: they are the same in every language.</summary>
    public static bool IsData(string text) => text.Split(' ') is var words && words.All(w => IsId(w) || w.All(char.IsDigit));

    private static bool IsMeasured(string value) =>
        value.Length > 0 && (char.IsDigit(value[0]) || (value.Length > 1 && char.IsDigit(value[1])) || IsId(value));

    // INC-0001: no one writes so but us.
    private static bool IsId(string value) =>
        value.IndexOf('-', StringComparison.Ordinal) is > 1 and < 6 and var dash
        && value.Length > dash + 1
        && value[..dash].All(char.IsAsciiLetterUpper)
        && value[(dash + 1)..].All(char.IsAsciiDigit);

    [GeneratedRegex(@"(?<!\{)\{([0-9]{1,2})\}(?!\})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
