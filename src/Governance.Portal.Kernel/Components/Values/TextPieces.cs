using System.Globalization;
using System.Text.RegularExpressions;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Components.Values;

/// <summary>Takes a sentence apart, so that a value of it can be a link.</summary>
public static partial class TextPieces
{
    /// <summary>The words of the sentence in the language in force, and its values where that language has them.</summary>
    public static IReadOnlyList<object> Of(FormattableString sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var text = T[sentence.Format];
        List<object> pieces = [];
        var from = 0;
        foreach (Match place in Place().Matches(text))
        {
            pieces.Add(text[from..place.Index]);
            pieces.Add(sentence.GetArgument(int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) ?? "");
            from = place.Index + place.Length;
        }

        pieces.Add(text[from..]);
        return [.. pieces.Where(p => p is not "")];
    }

    [GeneratedRegex(@"\{(\d+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
