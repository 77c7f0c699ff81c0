namespace Governance.Reporting.Signing;

/// <summary>
/// Puts right, in the update that seals a file, what Chromium tags otherwise than PDF/UA-1 asks: types that only PDF 2.0 knows, the text of
/// a list's item, and a frame around a drawing that passes for a drawing without words.
/// </summary>
internal static class PdfTags
{
    private const int MaxDepth = 200;

    public static void Amend(PdfFile file, PdfUpdate update)
    {
        if (file.ResolveDictionary(file.Root["StructTreeRoot"]) is { } tree)
        {
            foreach (var child in Children(file, tree))
            {
                Amend(file, update, child, parent: "", depth: 0);
            }
        }
    }

    private static void Amend(PdfFile file, PdfUpdate update, int number, string parent, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new PdfFormatException($"The structure tree is nested more than {MaxDepth} deep.");
        }

        var element = file.Object(number);
        var (type, children) = (element.Text("S") ?? "", Children(file, element));
        var amended = type switch
        {
            "/Em" or "/Strong" => "/Span",
            "/NonStruct" or "/P" or "/Div" when parent == "/LI" => "/LBody",
            "/Figure" when element["Alt"] is null && children.Count > 0 => "/Div",
            _ => type,
        };
        if (amended != type)
        {
            update.Put(number, element.With("S", amended).ToString());
        }

        foreach (var child in children)
        {
            Amend(file, update, child, type, depth + 1);
        }
    }

    // Kids are one reference or an array of references, numbers of content and, where a page is named with one, dictionaries.
    private static IReadOnlyList<int> Children(PdfFile file, PdfDictionary element) =>
        PdfFile.ReferenceOf(element["K"]) is { } one && file.Value(one) is [(byte)'<', ..] ? [one]
        : file.Resolve(element["K"]) is [(byte)'[', ..] array ? [.. file.References(array).Where(n => file.Object(n)["S"] is not null)]
        : [];
}
