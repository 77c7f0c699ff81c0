using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Localisation;

/// <summary>
/// A provision as the English text of the Regulation is cited, such as <c>Art. 73(3)</c>. Other languages write paragraphs and points out.
/// </summary>
internal static partial class Citation
{
    // Art. 3 defines: its numbers are no paragraphs.
    private const string Definitions = "3";

    /// <summary>The text that says how it is cited, and its values; null for anything else.</summary>
    public static (string Text, object[] Values)? Read(string english)
    {
        if (english.Length == 0 || english[0] != 'A' || Provision().Match(english) is not { Success: true } cited)
        {
            return null;
        }

        var (kind, number, part, point) = (cited.Groups[1].Value, cited.Groups[2].Value, cited.Groups[3].Value, cited.Groups[4].Value);
        var text = !char.IsDigit(part[0])
            ? $"{kind} {{0}}, point {{1}}" + (point.Length > 0 ? "({2})" : "")
            : (point.Length > 0 ? $"{kind} {{0}}{{1}}{{2}}" : $"{kind} {{0}}{{1}}") + (number == Definitions ? ", a definition" : "");
        object[] values = point.Length > 0 ? [number, part, point] : [number, part];
        return (text, values);
    }

    /// <summary>A provision, or several, in the words of a language; null for anything else.</summary>
    public static string? Say(string english, Func<string, string?> texts) =>
        One(english, texts)
        // Whole articles are the same in every language; of several paragraphs of an article the last ones are numbers alone.
        ?? (english.StartsWith('A') && Several().IsMatch(english) ? Many(english.Split(", "), texts) : null);

    // The last of several paragraphs of one article has an "and" before it: Art. 73 Abs. 2 und 4.
    private static string Many(string[] parts, Func<string, string?> texts)
    {
        List<string> said = [.. parts.Select(part => One(part, texts) ?? texts(part) ?? part.Trim('(', ')'))];
        return (parts[^1][0] == '(' ? Write("{0} and {1}", [string.Join(", ", said[..^1]), said[^1]], texts) : null)
            ?? string.Join(", ", said);
    }

    private static string? One(string english, Func<string, string?> texts) =>
        Read(english) is { } cited ? Write(cited.Text, cited.Values, texts)
        : Range().Match(english) is { Success: true } range && One(range.Groups[1].Value, texts) is { } first
            ? Write("{0} to {1}", [first, range.Groups[2].Value], texts)
        : null;

    private static string? Write(string text, object[] values, Func<string, string?> texts) =>
        texts(text) is { } form ? string.Format(CultureInfo.InvariantCulture, form, values) : null;

    // Art. 20, Art. 26(5) · Art. 73(2), (4)
    [GeneratedRegex(
        @"^(?:Art\.|Annex) (?:[0-9]+[a-z]?|[IVX]+)(?:\([0-9a-z]{1,3}\))*(?:-\([0-9a-z]{1,3}\))?"
            + @"(?:, (?:(?:(?:Art\.|Annex) (?:[0-9]+[a-z]?|[IVX]+)(?:\([0-9a-z]{1,3}\))*(?:-\([0-9a-z]{1,3}\))?)|\([0-9]{1,2}[a-z]?\)))+$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Several();

    // The last of several paragraphs or points: Art. 9(1)-(5).
    [GeneratedRegex(@"^(.+\))-\(([0-9]{1,2}[a-z]?|[a-z]{1,2})\)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();

    [GeneratedRegex(
        @"^(Art\.|Annex) ([0-9]+[a-z]?|[IVX]+)\(([0-9]{1,2}[a-z]?|[a-z]{1,2})\)(?:\(([a-z]{1,2})\))?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Provision();
}
