using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Governance.Reporting.Tests.Layout;

/// <summary>Finds what a German report still says in English, by laying the same record out in both languages.</summary>
internal static partial class GermanText
{
    // Words that are the same in both languages, and names.
    private static readonly HashSet<string> s_both = new(StringComparer.OrdinalIgnoreCase)
    {
        "Governance Portal",
        "AUC",
        "Gate",
        "Index",
        "KiB",
        "KS",
        "MiB",
        "Minimal",
        "Moderat",
        "Name",
        "Original",
        "Position",
        "Produkt",
        "PSI",
        "SD",
        "SHA",
        "System",
        "Test",
        "Training",
        "UTC",
        "Version",
        "Wasserstein",
    };

    /// <summary>The pieces of a German report with English words; empty when it is German throughout.</summary>
    /// <param name="making">Lays out.</param>
    /// <param name="record">A report whose language does not matter.</param>
    /// <param name="data">What people and programs wrote, which stays as it is: whole texts, names, words of model cards.</param>
    public static async Task<IReadOnlyList<string>> LeftInEnglishAsync(Making making, ReportRecord record, params string[] data)
    {
        var ct = TestContext.Current.CancellationToken;
        var english = await making.Html.RenderAsync(record with { Document = record.Document with { Language = "en" } }, ct);
        var german = await making.Html.RenderAsync(record with { Document = record.Document with { Language = "de" } }, ct);
        return LeftInEnglish(english, german, data);
    }

    /// <summary>
    /// Pieces of text (nodes, readable attributes, heads and feet of pages) that are the same in both, or have an English word in them.
    /// </summary>
    public static IReadOnlyList<string> LeftInEnglish(string english, string german, IReadOnlyCollection<string> data)
    {
        var same = Pieces(english).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Pieces(german)
                .Distinct(StringComparer.Ordinal)
                .Where(piece => Rest(piece, data) is var rest && (EnglishWord().IsMatch(rest) || (same.Contains(piece) && HasWords(rest)))),
        ];
    }

    private static IEnumerable<string> Pieces(string html)
    {
        foreach (Match box in Content().Matches(html))
        {
            yield return Escape()
                .Replace(box.Groups[1].Value, e => char.ConvertFromUtf32(int.Parse(e.Groups[1].Value, NumberStyles.HexNumber, null)));
        }

        var body = Style().Replace(html, "");
        foreach (Match attribute in Attribute().Matches(body))
        {
            yield return Plain(attribute.Groups[1].Value);
        }

        // What only says where a line may break is no end of a piece.
        foreach (var text in Tag().Split(Kept().Replace(body, "$1")).Select(Plain).Where(t => t.Length > 0))
        {
            yield return text;
        }
    }

    private static string Plain(string html) => Space().Replace(WebUtility.HtmlDecode(html), " ").Trim();

    private static string Rest(string piece, IEnumerable<string> data) =>
        MadeByPrograms()
            .Replace(data.OrderByDescending(d => d.Length).Aggregate(piece, (p, d) => p.Replace(d, "", StringComparison.Ordinal)), "");

    private static bool HasWords(string rest) =>
        Word()
            .IsMatch(
                s_both
                    .OrderByDescending(w => w.Length)
                    .Aggregate(
                        rest,
                        (p, w) => Regex.Replace(p, $@"\b{w}\b", "", RegexOptions.IgnoreCase, matchTimeout: TimeSpan.FromSeconds(1))
                    )
            );

    [GeneratedRegex("content:\"([^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Content();

    [GeneratedRegex(@"\\([0-9a-f]{6}) ", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Escape();

    [GeneratedRegex("(?s)<style>.*?</style>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Style();

    [GeneratedRegex(@"\b(?:aria-label|alt|title)=""([^""]*)""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Attribute();

    [GeneratedRegex("(?s)<span class=\"keep\">([^<]*)</span>|</?bdi>|<wbr ?/?>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Kept();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Space();

    // Ids, digests, times, addresses, and file and package names.
    [GeneratedRegex(
        @"\b[A-Z]{2,8}-\d{2,}\b|\b[0-9a-f]{12,64}\b|https?://\S+|\S+@\S+|\b\w+(?:[-_.]\w+)*[-_]\d[\w.]*\b",
        RegexOptions.None,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex MadeByPrograms();

    [GeneratedRegex(@"\p{L}{2,}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    // Words without which hardly an English sentence does, and that German does not have.
    [GeneratedRegex(
        @"\b(?:the|The|and|of|Of|with|With|by|By|for|For|not|are"
            + @"|this|This|that|is|from|From|has|have|No|no|to|or|on|On|at|At|were|their|its)\b",
        RegexOptions.None,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex EnglishWord();
}
