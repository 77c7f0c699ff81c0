using System.Globalization;
using System.Text;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

/// <summary>The reports' one style sheet with its fonts inlined, and the page boxes that carry header and footer.</summary>
internal static class Stylesheet
{
    private const int MaxHeader = 130;
    private const int MaxWord = 24;
    private const char ZeroWidthSpace = '\u200B';
    private static readonly string[] s_scripts = ["latin", "latin-ext", "greek", "cyrillic"];
    private static readonly int[] s_weights = [400, 500, 600];

    private static readonly Lazy<string> s_shared = new(() => Fonts() + Encoding.UTF8.GetString(Resource("report.css")));

    public static string Shared => s_shared.Value;

    /// <summary>
    /// Header and footer stand in page margin boxes, which Chromium prints as selectable text outside the tag tree: a
    /// screen reader is not told the same line on every page.
    /// </summary>
    public static string Page(ReportRecord record)
    {
        var document = record.Document;
        var bundle = record.BundleDigest is { } digest ? T["bundle {0}", Print.DigestPrefix(digest)] : record.SubjectMark;
        var mark = T.Recorded(record.Mark);
        var draft = mark is null ? "" : $"{mark}, ";
        var exported = $"{document.Id}, {record.ExportedAt}{(mark is null ? "" : $", {Small(mark)}")}";
        var note = record.FooterNote ?? Print.Within(T.Word(record.Title));
        var header = Shortened(record.HeaderLine);
        var ofPages = T["Page {0} of {1}", "\n", "\n"].Split('\n');
        return $$"""
            @page{size:A4;margin:24mm 19mm 22mm;
              @top-left{content:{{Quoted(header)}};width:68%}
              @top-right{content:{{Quoted(draft + bundle)}};width:32%;text-align:right}
              @bottom-left{content:{{Quoted($"{exported}, {note}")}};width:80%}
              @bottom-right{content:{{Quoted(ofPages[0])}} counter(page) {{Quoted(ofPages[1])}} counter(pages);width:20%;text-align:right}
            }
            @page :first{margin-top:20mm;
              @top-left{content:none}
              @top-right{content:none}
              @bottom-left{content:{{Quoted(bundle.Length == 0 ? exported : $"{exported}, {bundle}")}}}
            }
            """;
    }

    /// <summary>A CSS string in which nothing but plain letters, digits and spaces stands as itself.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value == ' '))
            {
                quoted.Append(rune);
            }
            else if (!Rune.IsControl(rune))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\{rune.Value:x6} ");
            }
        }

        return quoted.Append('"').ToString();
    }

    // A mark in capitals, INCOMPLETE, stands within a line in small letters, in every language.
    private static string Small(string mark) => mark.Any(char.IsLower) ? Print.Within(mark) : mark.ToLowerInvariant();

    /// <summary>
    /// At most two lines of a page box; page boxes ignore overflow-wrap, so a word too long for one gets places to break.
    /// </summary>
    private static string Shortened(string text)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        var kept = elements.Length <= MaxHeader ? text : text[..elements[MaxHeader - 1]] + "…";
        return string.Join(
            ' ',
            kept.Split(' ')
                .Select(word =>
                    word.Length <= MaxWord
                        ? word
                        : string.Join(
                            ZeroWidthSpace,
                            StringInfo.ParseCombiningCharacters(word).Select(at => StringInfo.GetNextTextElement(word, at))
                        )
                )
        );
    }

    private static string Fonts()
    {
        var css = new StringBuilder();
        foreach (var script in s_scripts)
        {
            foreach (var weight in s_weights)
            {
                var data = Convert.ToBase64String(Resource($"fonts/inter-{script}-{weight}.woff2"));
                css.Append(
                    CultureInfo.InvariantCulture,
                    $"@font-face{{font-family:\"Inter "
                        + $"{script}\";font-weight:{weight};font-display:block;src:url(data:font/woff2;base64,{data}) "
                        + $"format(\"woff2\")}}\n"
                );
            }
        }

        return css.ToString();
    }

    private static byte[] Resource(string name)
    {
        using var stream =
            typeof(Stylesheet).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
