using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Localisation;

/// <summary>
/// A provision as the English text of the Regulation is cited, such as <c>Art. 73(3)</c>. Other languages write paragraphs and points out.
/// </summary>
internal static partial class Citation
{
    // Art. 3 is a list of definitions: its numbers are points, not paragraphs.
    private const string ArticleOfDefinitions = "3";

    /// <summary>The key under which a language has the template of such a citation, and what fills it; null for anything else.</summary>
    public static (string TemplateKey, object[] Values)? Parse(string english)
    {
        if (english.Length == 0 || english[0] != 'A' || Provision().Match(english) is not { Success: true } cited)
        {
            return null;
        }

        var (kind, number, part, point) = (cited.Groups[1].Value, cited.Groups[2].Value, cited.Groups[3].Value, cited.Groups[4].Value);
        // Nobody reads ", a definition": it only selects another template for Art. 3. German then has "Nr." before the number in place
        // of "Abs.", as Art. 3(1) is a numbered definition and Art. 73(3) a paragraph.
        var key = !char.IsDigit(part[0])
            ? $"{kind} {{0}}, point {{1}}" + (point.Length > 0 ? "({2})" : "")
            : (point.Length > 0 ? $"{kind} {{0}}{{1}}{{2}}" : $"{kind} {{0}}{{1}}")
                + (number == ArticleOfDefinitions ? ", a definition" : "");
        object[] values = point.Length > 0 ? [number, part, point] : [number, part];
        return (key, values);
    }

    /// <summary>
    /// A citation of one provision or of several in another language; null for anything else, and where the language has no template.
    /// </summary>
    /// <param name="english">The citation as the English text has it.</param>
    /// <param name="lookup">The language's text for an English key, or null.</param>
    public static string? Translate(string english, Func<string, string?> lookup) =>
        TranslateOne(english, lookup)
        ?? (english.StartsWith('A') && ListOfProvisions().IsMatch(english) ? TranslateList(english.Split(", "), lookup) : null);

    // A part without a template stays as it is: "Art. 20" does, and "(4)" after "Art. 73(2)" only loses its parentheses.
    // The last of several paragraphs of one article has an "and" before it: Art. 73 Abs. 2 und 4.
    private static string TranslateList(string[] parts, Func<string, string?> lookup)
    {
        List<string> translated = [.. parts.Select(part => TranslateOne(part, lookup) ?? lookup(part) ?? part.Trim('(', ')'))];
        return (parts[^1][0] == '(' ? FillTemplate("{0} and {1}", [string.Join(", ", translated[..^1]), translated[^1]], lookup) : null)
            ?? string.Join(", ", translated);
    }

    private static string? TranslateOne(string english, Func<string, string?> lookup) =>
        Parse(english) is { } cited ? FillTemplate(cited.TemplateKey, cited.Values, lookup)
        : Range().Match(english) is { Success: true } range && TranslateOne(range.Groups[1].Value, lookup) is { } first
            ? FillTemplate("{0} to {1}", [first, range.Groups[2].Value], lookup)
        : null;

    private static string? FillTemplate(string key, object[] values, Func<string, string?> lookup) =>
        lookup(key) is { } template ? string.Format(CultureInfo.InvariantCulture, template, values) : null;

    // Art. 20, Art. 26(5) · Art. 73(2), (4) · Art. 50(4), first subparagraph
    [GeneratedRegex(
        @"^(?:Art\.|Annex) (?:[0-9]+[a-z]?|[IVX]+)(?:\([0-9a-z]{1,3}\))*(?:-\([0-9a-z]{1,3}\))?"
            + @"(?:, (?:(?:(?:Art\.|Annex) (?:[0-9]+[a-z]?|[IVX]+)(?:\([0-9a-z]{1,3}\))*(?:-\([0-9a-z]{1,3}\))?)"
            + @"|\([0-9]{1,2}[a-z]?\)|(?:first|second|third|last) subparagraph))+$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ListOfProvisions();

    // From one paragraph or point to another: Art. 9(1)-(5). The second group is the last of them.
    [GeneratedRegex(@"^(.+\))-\(([0-9]{1,2}[a-z]?|[a-z]{1,2})\)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();

    [GeneratedRegex(
        @"^(Art\.|Annex) ([0-9]+[a-z]?|[IVX]+)\(([0-9]{1,2}[a-z]?|[a-z]{1,2})\)(?:\(([a-z]{1,2})\))?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Provision();
}
