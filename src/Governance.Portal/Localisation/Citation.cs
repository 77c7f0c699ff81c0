using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Portal.Localisation;

/// <summary>A provision as the English text of the Regulation is cited, such as <c>Art. 73(3)</c>. Other languages write paragraphs and points out.</summary>
internal static partial class Citation
{
    // Art. 3 defines: its numbers are no paragraphs.
    private const string Definitions = "3";

    /// <summary>The text that says how it is cited, and its values; null for anything else.</summary>
    public static (string Text, object[] Values)? Read(string english)
    {
        if (Provision().Match(english) is not { Success: true } cited)
        {
            return null;
        }

        var (kind, number, part, point) = (cited.Groups[1].Value, cited.Groups[2].Value, cited.Groups[3].Value, cited.Groups[4].Value);
        var text = !char.IsDigit(part[0]) ? $"{kind} {{0}}, point {{1}}"
            : (point.Length > 0 ? $"{kind} {{0}}{{1}}{{2}}" : $"{kind} {{0}}{{1}}") + (number == Definitions ? ", a definition" : "");
        object[] values = point.Length > 0 ? [number, part, point] : [number, part];
        return (text, values);
    }

    /// <summary>A provision in the words of a language; null for anything else.</summary>
    public static string? Say(string english, Func<string, string?> texts) =>
        Read(english) is { } cited && texts(cited.Text) is { } form ? string.Format(CultureInfo.InvariantCulture, form, cited.Values) : null;

    [GeneratedRegex(@"^(Art\.|Annex) ([0-9]+[a-z]?|[IVX]+)\(([0-9]{1,2}[a-z]?|[a-z]{1,2})\)(?:\(([a-z]{1,2})\))?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Provision();
}
