using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Governance.Reporting.Signing;

namespace Governance.Reporting.Tests.Accessibility;

/// <summary>
/// The failure conditions of the Matterhorn Protocol 1.02 (PDF/UA-1, ISO 14289-1) that a program can judge and that apply to what the
/// portal prints: no scripts, no multimedia, no forms but the seal. Each finding begins with the number of its condition.
/// </summary>
internal static class PdfUaRules
{
    private static readonly HashSet<string> s_standard = new(StringComparer.Ordinal)
    {
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "Warichu",
        "Figure",
        "Formula",
        "Form",
    };

    /// <summary>Conditions that fail, each once, with how often.</summary>
    public static IReadOnlyList<string> Broken(byte[] bytes)
    {
        var pdf = new TaggedPdf(bytes);
        return
        [
            .. Document(pdf)
                .Concat(Content(pdf))
                .Concat(Structure(pdf))
                .Concat(Tables(pdf))
                .Concat(Fonts(pdf))
                .Concat(Annotations(pdf))
                .Concat(Attachments(pdf))
                .GroupBy(f => f, StringComparer.Ordinal)
                .Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()} times)")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Document(TaggedPdf pdf)
    {
        var marked = pdf.Dictionary(pdf.Root["MarkInfo"]);
        if (marked?.Is("Marked", "true") is not true)
        {
            yield return "06-000 the file is not said to be tagged";
        }

        if (marked?.Is("Suspects", "true") is true)
        {
            yield return "01-007 Suspects is true";
        }

        if (pdf.Tree.Count == 0)
        {
            yield return "01-006 there is no structure tree";
        }

        if (TaggedPdf.Text(pdf.Root["Lang"]) is not { Length: >= 2 })
        {
            yield return "11-006 the document has no language";
        }

        var view = pdf.Dictionary(pdf.Root["ViewerPreferences"]);
        if (view?.Is("DisplayDocTitle", "true") is not true)
        {
            yield return "07-002 the title is not shown in the window";
        }

        if (pdf.Metadata is not { } xmp)
        {
            yield return "06-001 there is no XMP metadata";
            yield break;
        }

        var metadata = XDocument.Parse(xmp[..xmp.LastIndexOf("<?xpacket end", StringComparison.Ordinal)]);
        XNamespace dc = "http://purl.org/dc/elements/1.1/";
        XNamespace ua = "http://www.aiim.org/pdfua/ns/id/";
        if (string.IsNullOrWhiteSpace(metadata.Descendants(dc + "title").FirstOrDefault()?.Value))
        {
            yield return "06-003 the metadata has no title";
        }

        if (metadata.Descendants(ua + "part").FirstOrDefault()?.Value != "1")
        {
            yield return "06-002 the metadata does not say PDF/UA-1";
        }
    }

    private static IEnumerable<string> Content(TaggedPdf pdf)
    {
        var told = pdf.Elements.SelectMany(e => e.Content).ToHashSet();
        foreach (var page in pdf.Pages)
        {
            var paint = pdf.Paint(page);
            foreach (var _ in Enumerable.Range(0, paint.Unmarked))
            {
                yield return "01-005 content is neither tagged nor an artifact";
            }

            foreach (var _ in Enumerable.Range(0, paint.MixedMarks))
            {
                yield return "01-003 an artifact lies within content, or content within an artifact";
            }

            foreach (var _ in paint.Numbers.Where(n => !told.Contains((page, n))))
            {
                yield return "01-006 content is marked and in no element of the structure tree";
            }

            if (pdf.Object(page)["StructParents"] is null && paint.Numbers.Count > 0)
            {
                yield return "01-006 a page with content is not in the parent tree";
            }
        }
    }

    private static IEnumerable<string> Structure(TaggedPdf pdf)
    {
        var level = 0;
        foreach (var element in pdf.Elements)
        {
            if (!s_standard.Contains(element.Type))
            {
                yield return $"02-001 {element.Type} is no standard type";
            }

            // An empty cell of a table is one of its columns; all else without content says nothing.
            if (element is { Children.Count: 0, Content.Count: 0, Type: not ("TD" or "TH") } && element.Entries["K"] is null)
            {
                yield return $"09-001 {element.Type} is empty";
            }

            if (
                element.Type == "Figure"
                && string.IsNullOrWhiteSpace(TaggedPdf.Text(element.Entries["Alt"] ?? element.Entries["ActualText"]))
            )
            {
                yield return "13-004 a figure has no alternative text";
            }

            if (element.Type is ['H', >= '1' and <= '6' and var digit])
            {
                var next = digit - '0';
                if (level == 0 && next != 1)
                {
                    yield return "14-002 the first heading is not of level 1";
                }

                if (level > 0 && next > level + 1)
                {
                    yield return "14-003 a heading skips a level";
                }

                level = next;
            }

            if (element.Type == "L" && element.Children.Any(c => c.Type is not ("LI" or "L" or "Caption")))
            {
                yield return "09-005 a list holds something else than items";
            }

            if (element.Type == "LI" && element.Children.Any(c => c.Type is not ("Lbl" or "LBody")))
            {
                yield return "09-005 an item of a list holds something else than label and body";
            }

            if (element.Type == "Note" && element.Entries["ID"] is null)
            {
                yield return "19-003 a note has no ID";
            }
        }

        if (level == 0)
        {
            yield return "14-002 there is no heading";
        }
    }

    private static IEnumerable<string> Tables(TaggedPdf pdf)
    {
        foreach (var table in pdf.Elements.Where(e => e.Type == "Table"))
        {
            if (table.Children.Any(c => c.Type is not ("TR" or "THead" or "TBody" or "TFoot" or "Caption")))
            {
                yield return "09-004 a table holds something else than rows and a caption";
            }

            if (table.Content.Count > 0)
            {
                yield return "09-004 a table holds content outside of its rows";
            }

            var rows = table.Children.SelectMany(c => c.Type == "TR" ? [c] : c.Children).Where(r => r.Type == "TR").ToList();
            if (rows.SelectMany(r => r.Children).Any(c => c.Type is not ("TH" or "TD")) || rows.Any(r => r.Content.Count > 0))
            {
                yield return "09-004 a row holds something else than cells";
            }

            if (rows.Select(r => r.Children.Sum(c => Span(pdf, c))).Distinct().Count() > 1)
            {
                yield return "15-000 rows of a table differ in their number of columns";
            }

            if (!rows.SelectMany(r => r.Children).Any(c => c.Type == "TH"))
            {
                yield return "15-000 a table has no header cell";
            }

            foreach (var _ in rows.SelectMany(r => r.Children).Where(c => c.Type == "TH" && Attribute(pdf, c, "Scope") is null))
            {
                yield return "15-003 a header cell has no scope";
            }
        }
    }

    private static int Span(TaggedPdf pdf, TagElement cell) =>
        Attribute(pdf, cell, "ColSpan") is { } span ? int.Parse(Encoding.Latin1.GetString(span), CultureInfo.InvariantCulture) : 1;

    private static byte[]? Attribute(TaggedPdf pdf, TagElement element, string name) =>
        pdf.Values(element.Entries["A"])
            .Select(pdf.Dictionary)
            .OfType<PdfDictionary>()
            .Select(a => a[name])
            .FirstOrDefault(v => v is not null);

    private static IEnumerable<string> Fonts(TaggedPdf pdf)
    {
        foreach (var font in pdf.Fonts.Where(f => !f.Text("Subtype")!.StartsWith("/CIDFont", StringComparison.Ordinal)))
        {
            if (font["ToUnicode"] is null)
            {
                yield return "31-027 a font does not say which letters its shapes are";
            }

            var inner = font.Is("Subtype", "/Type0") ? pdf.Object(pdf.References(font["DescendantFonts"])[0]) : font;
            if (font.Is("Subtype", "/Type3"))
            {
                continue;
            }

            var descriptor = pdf.Dictionary(inner["FontDescriptor"]);
            if (descriptor is null || (descriptor["FontFile"] ?? descriptor["FontFile2"] ?? descriptor["FontFile3"]) is null)
            {
                yield return "31-009 a font is not embedded";
            }

            if (inner.Is("Subtype", "/CIDFontType2") && inner["CIDToGIDMap"] is null)
            {
                yield return "31-011 a font has no map of its shapes";
            }
        }
    }

    private static IEnumerable<string> Annotations(TaggedPdf pdf)
    {
        const int Hidden = 2;
        foreach (var page in pdf.Pages.Select(pdf.Object))
        {
            var annotations = pdf.References(page["Annots"]).Select(pdf.Object).ToList();
            if (annotations.Count > 0 && !page.Is("Tabs", "/S"))
            {
                yield return "28-008 a page with annotations does not follow the structure";
            }

            foreach (var annotation in annotations)
            {
                var isHidden = (int.Parse(annotation.Text("F") ?? "0", CultureInfo.InvariantCulture) & Hidden) != 0;
                if (annotation.Is("Subtype", "/Widget"))
                {
                    if (annotation["TU"] is null)
                    {
                        yield return "28-005 a form field has no name for people";
                    }

                    if (!isHidden && annotation["StructParent"] is null)
                    {
                        yield return "28-010 a form field is neither hidden nor tagged";
                    }
                }
                else if (annotation.Is("Subtype", "/Link"))
                {
                    if (annotation["StructParent"] is null)
                    {
                        yield return "28-011 a link is not tagged";
                    }

                    if (annotation["Contents"] is null)
                    {
                        yield return "28-012 a link has no description";
                    }
                }
                else if (!isHidden && (annotation["StructParent"] is null || annotation["Contents"] is null))
                {
                    yield return "28-004 an annotation has no description or is not tagged";
                }
            }
        }
    }

    private static IEnumerable<string> Attachments(TaggedPdf pdf)
    {
        foreach (var file in pdf.References(pdf.Root["AF"]).Select(pdf.Object))
        {
            if (file["F"] is null || file["UF"] is null || file["Desc"] is null)
            {
                yield return "21-001 an attached file has no name or description";
            }
        }
    }
}
