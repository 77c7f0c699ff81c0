using System.Globalization;
using System.IO.Compression;
using System.Text;
using Governance.Reporting.Signing;

namespace Governance.Reporting.Tests.Accessibility;

/// <summary>A PDF read as a reader for the blind does: its structure tree, what its pages paint, its fonts and annotations.</summary>
internal sealed class TaggedPdf
{
    private const int MaxDepth = 200;

    private readonly PdfFile _file;

    public TaggedPdf(byte[] bytes)
    {
        _file = PdfFile.Read(bytes);
        Pages = PagesOf(PdfFile.ReferenceOf(Root["Pages"])!.Value);
        Tree = _file.ResolveDictionary(Root["StructTreeRoot"]) is { } tree ? Children(tree["K"], page: null, depth: 0) : [];
    }

    public PdfDictionary Root => _file.Root;

    /// <summary>Object numbers of the pages, in their order.</summary>
    public IReadOnlyList<int> Pages { get; }

    /// <summary>The elements below the root of the structure tree.</summary>
    public IReadOnlyList<TagElement> Tree { get; }

    /// <summary>Every element, as it is read.</summary>
    public IEnumerable<TagElement> Elements => Tree.SelectMany(Flat);

    public PdfDictionary Object(int number) => _file.Object(number);

    public PdfDictionary? Dictionary(byte[]? value) => _file.ResolveDictionary(value);

    public IReadOnlyList<int> References(byte[]? array) => _file.References(array);

    public string? Metadata =>
        PdfFile.ReferenceOf(Root["Metadata"]) is { } number ? Encoding.UTF8.GetString(_file.PlainStream(number)) : null;

    /// <summary>Fonts of the file, whatever uses them.</summary>
    public IEnumerable<PdfDictionary> Fonts =>
        Enumerable.Range(1, _file.Size - 1).Select(Found).OfType<PdfDictionary>().Where(o => o.Is("Type", "/Font"));

    /// <summary>A text string (ISO 32000-1, 7.9.2) as it is read.</summary>
    public static string? Text(byte[]? value)
    {
        var text = value is null ? null : Encoding.Latin1.GetString(value).Trim();
        return text switch
        {
            null => null,
            ['<', .. var hex, '>'] when hex.StartsWith("FEFF", StringComparison.OrdinalIgnoreCase) => Encoding.BigEndianUnicode.GetString(
                Convert.FromHexString(hex[4..])
            ),
            ['<', .. var hex, '>'] => Encoding.Latin1.GetString(Convert.FromHexString(hex)),
            ['(', .. var literal, ')'] => literal,
            _ => text,
        };
    }

    /// <summary>The pieces of content a page paints: each with the number it is marked by, null for what is no content.</summary>
    public PagePaint Paint(int page)
    {
        var content = Contents(Object(page)["Contents"]);
        var scanner = new PdfScanner(content, 0);
        var marks = new Stack<(bool IsArtifact, int? Number)>();
        var operands = new List<byte[]>();
        var painted = new PagePaint();
        for (scanner.SkipSpace(); scanner.Position < content.Length; scanner.SkipSpace())
        {
            var value = scanner.Value();
            var token = Encoding.Latin1.GetString(value);
            if (!char.IsAsciiLetter(token[0]) && token[0] is not ('\'' or '"'))
            {
                operands.Add(value);
                continue;
            }

            switch (token)
            {
                case "BMC" or "BDC":
                    var mark = Mark(operands);
                    painted.MixedMarks += marks.Any(m => m.IsArtifact != mark.IsArtifact) ? 1 : 0;
                    marks.Push(mark);
                    break;
                case "EMC":
                    _ = marks.Pop();
                    break;
                case "f" or "F" or "f*" or "B" or "B*" or "b" or "b*" or "S" or "s" or "sh" or "Do" or "Tj" or "TJ" or "'" or "\"":
                    painted.Unmarked += marks.Any(m => m.IsArtifact || m.Number is not null) ? 0 : 1;
                    painted.Numbers.UnionWith(marks.Where(m => m.Number is not null).Select(m => m.Number!.Value));
                    break;
                case "BI":
                    throw new PdfFormatException("An inline image, which this reader does not expect.");
            }

            operands.Clear();
        }

        return painted;
    }

    private static (bool IsArtifact, int? Number) Mark(List<byte[]> operands)
    {
        var isArtifact = Encoding.Latin1.GetString(operands[0]) == "/Artifact";
        return operands is [_, [(byte)'<', ..] properties] && PdfDictionary.Parse(properties).Text("MCID") is { } number
            ? (isArtifact, int.Parse(number, CultureInfo.InvariantCulture))
            : (isArtifact, null);
    }

    private byte[] Contents(byte[]? value)
    {
        using var all = new MemoryStream();
        foreach (var number in PdfFile.ReferenceOf(value) is { } one && Found(one) is not null ? [one] : References(value))
        {
            all.Write(Stream(number));
            all.WriteByte((byte)'\n');
        }

        return all.ToArray();
    }

    private byte[] Stream(int number)
    {
        var at = _file.OffsetOf(number);
        var scanner = new PdfScanner(_file.Bytes, at);
        _ = scanner.Integer();
        _ = scanner.Integer();
        scanner.Keyword("obj"u8);
        var dictionary = scanner.Dictionary();
        scanner.Keyword("stream"u8);
        var start = scanner.Position + (_file.Bytes.AsSpan(scanner.Position).StartsWith("\r\n"u8) ? 2 : 1);
        var length = int.Parse(Encoding.Latin1.GetString(_file.Resolve(dictionary["Length"])!), CultureInfo.InvariantCulture);
        if (!dictionary.Is("Filter", "/FlateDecode"))
        {
            return _file.Bytes[start..(start + length)];
        }

        using var inflated = new MemoryStream();
        using var packed = new ZLibStream(new MemoryStream(_file.Bytes, start, length), CompressionMode.Decompress);
        packed.CopyTo(inflated);
        return inflated.ToArray();
    }

    private PdfDictionary? Found(int number)
    {
        try
        {
            return Object(number);
        }
        catch (PdfFormatException)
        {
            // A free number, or an object that is no dictionary.
            return null;
        }
    }

    private List<int> PagesOf(int node) =>
        Object(node) is var found && found.Is("Type", "/Page") ? [node] : [.. References(found["Kids"]).SelectMany(PagesOf)];

    private List<TagElement> Children(byte[]? kids, int? page, int depth) =>
        [
            .. Values(kids)
                .Select(value => PdfFile.ReferenceOf(value) is { } number ? Object(number) : null)
                .OfType<PdfDictionary>()
                .Where(e => e["S"] is not null)
                .Select(e => Element(e, page, depth)),
        ];

    private TagElement Element(PdfDictionary element, int? page, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new PdfFormatException("The structure tree is nested too deep.");
        }

        var own = PdfFile.ReferenceOf(element["Pg"]) ?? page;
        var content = Values(element["K"])
            .Select(v => Encoding.Latin1.GetString(v))
            .Where(v => int.TryParse(v, CultureInfo.InvariantCulture, out _))
            .Select(v => (own ?? -1, int.Parse(v, CultureInfo.InvariantCulture)))
            .ToList();
        content.AddRange(
            Values(element["K"])
                .Where(v => v is [(byte)'<', (byte)'<', ..])
                .Select(v => PdfDictionary.Parse(v))
                .Where(d => d.Is("Type", "/MCR"))
                .Select(d => (PdfFile.ReferenceOf(d["Pg"]) ?? own ?? -1, int.Parse(d.Text("MCID")!, CultureInfo.InvariantCulture)))
        );
        return new TagElement(element.Text("S")![1..], element, content, Children(element["K"], own, depth + 1));
    }

    /// <summary>The values of an array, or the one value itself.</summary>
    public IReadOnlyList<byte[]> Values(byte[]? value)
    {
        if (value is null)
        {
            return [];
        }

        // A reference to an array is followed, one to a dictionary is the value.
        var array = PdfFile.ReferenceOf(value) is { } number && _file.Value(number) is [(byte)'[', ..] found ? found : value;
        if (array is not [(byte)'[', ..])
        {
            return [value];
        }

        var values = new List<byte[]>();
        var scanner = new PdfScanner(array, 1);
        while (!scanner.TryKeyword("]"u8))
        {
            values.Add(scanner.Value());
        }

        return values;
    }

    private static IEnumerable<TagElement> Flat(TagElement element) => element.Children.SelectMany(Flat).Prepend(element);
}
