using System.IO.Compression;
using System.Text;
using Governance.Transparency;

namespace Governance.Reporting.Signing;

/// <summary>
/// A PDF with classic cross-reference tables (what Chromium writes), read back to front: the last table wins, then the
/// ones it names as previous. A cross-reference stream is refused, since an appended table could not follow it.
/// </summary>
internal sealed class PdfFile
{
    private const int MaxRevisions = 32;
    private const int MaxObjects = 2_000_000;
    private const int MaxPageDepth = 64;
    private const int MaxUnpacked = 256 * 1024 * 1024;

    private readonly Dictionary<int, int> _offsets = [];

    private PdfFile(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    public int StartXref { get; private set; }

    public PdfDictionary Trailer { get; private set; } = PdfDictionary.Empty;

    public int Size { get; private set; }

    public int RootNumber => ReferenceOf(Trailer["Root"]) ?? throw new PdfFormatException("The trailer has no /Root.");

    public PdfDictionary Root => Object(RootNumber);

    public static PdfFile Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.AsSpan().StartsWith("%PDF-"u8))
        {
            throw new PdfFormatException(
                bytes.Length == 0 ? "The file is empty."
                : FileForm.Of(bytes) is { } form ? $"This is {form}, not a PDF document."
                : "The file does not begin with %PDF-."
            );
        }

        var file = new PdfFile(bytes);
        file.ReadTables();
        if (file.Trailer["Encrypt"] is not null)
        {
            throw new PdfFormatException("The file is encrypted.");
        }

        return file;
    }

    public PdfDictionary Object(int number) => Scanner(number).Dictionary();

    public byte[] Value(int number) => Scanner(number).Value();

    /// <summary>The value behind an entry: itself, or what its reference points to.</summary>
    public byte[]? Resolve(byte[]? value) => ReferenceOf(value) is { } number ? Value(number) : value;

    public PdfDictionary? ResolveDictionary(byte[]? value) => Resolve(value) is { } found ? PdfDictionary.Parse(found) : null;

    public static int? ReferenceOf(byte[]? value)
    {
        if (value is null)
        {
            return null;
        }

        var parts = Encoding.Latin1.GetString(value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts is [var number, _, "R"] && int.TryParse(number, out var parsed) ? parsed : null;
    }

    public IReadOnlyList<int> References(byte[]? array)
    {
        if (Resolve(array) is not { } bytes)
        {
            return [];
        }

        var found = new List<int>();
        var scanner = new PdfScanner(bytes, 0);
        scanner.Keyword("["u8);
        while (!scanner.TryKeyword("]"u8))
        {
            if (ReferenceOf(scanner.Value()) is { } number)
            {
                found.Add(number);
            }
        }

        return found;
    }

    public int FirstPage()
    {
        var number = ReferenceOf(Root["Pages"]) ?? throw new PdfFormatException("The catalogue has no /Pages.");
        for (var depth = 0; depth < MaxPageDepth; depth++)
        {
            var node = Object(number);
            if (node.Is("Type", "/Page"))
            {
                return number;
            }

            number = References(node["Kids"]) is [var first, ..] ? first : throw new PdfFormatException("The page tree has no pages.");
        }

        throw new PdfFormatException("The page tree is nested too deeply.");
    }

    /// <summary>Object numbers of the pages, in their order.</summary>
    public IReadOnlyList<int> Pages() =>
        PagesOf(ReferenceOf(Root["Pages"]) ?? throw new PdfFormatException("The catalogue has no /Pages."), 0);

    private List<int> PagesOf(int number, int depth)
    {
        if (depth > MaxPageDepth)
        {
            throw new PdfFormatException("The page tree is nested too deeply.");
        }

        var node = Object(number);
        return node.Is("Type", "/Page") ? [number] : [.. References(node["Kids"]).SelectMany(kid => PagesOf(kid, depth + 1))];
    }

    /// <summary>The bytes of a stream that is packed by Flate alone; null for one that is packed in another way.</summary>
    public byte[]? PackedStream(int number)
    {
        var scanner = Scanner(number);
        var dictionary = scanner.Dictionary();
        if (!dictionary.Is("Filter", "/FlateDecode") || dictionary["DecodeParms"] is not null)
        {
            return null;
        }

        var (start, length) = Stream(number, ref scanner, dictionary);
        using var unpacking = new ZLibStream(new MemoryStream(Bytes, start, length), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var buffer = new byte[81_920];
        for (var read = unpacking.Read(buffer); read > 0; read = unpacking.Read(buffer))
        {
            // Little that is packed can become much: what we print ourselves is far from this.
            if (unpacked.Length + read > MaxUnpacked)
            {
                throw new PdfFormatException($"The stream of object {number} is larger than {MaxUnpacked} bytes.");
            }

            unpacked.Write(buffer, 0, read);
        }

        return unpacked.ToArray();
    }

    /// <summary>The decoded bytes of an unfiltered stream object, such as the manifest this project attaches.</summary>
    public byte[] PlainStream(int number)
    {
        var scanner = Scanner(number);
        var dictionary = scanner.Dictionary();
        if (dictionary["Filter"] is not null)
        {
            throw new PdfFormatException($"The stream of object {number} is compressed, which this reader does not expect.");
        }

        var (start, length) = Stream(number, ref scanner, dictionary);
        return Bytes.AsSpan(start, length).ToArray();
    }

    private (int Start, int Length) Stream(int number, ref PdfScanner scanner, PdfDictionary dictionary)
    {
        var length = int.Parse(
            Encoding.Latin1.GetString(
                Resolve(dictionary["Length"]) ?? throw new PdfFormatException($"The stream of object {number} has no /Length.")
            ),
            System.Globalization.CultureInfo.InvariantCulture
        );
        scanner.Keyword("stream"u8);
        var start = scanner.Position;
        start += Bytes.AsSpan(start).StartsWith("\r\n"u8) ? 2 : 1;
        return length >= 0 && length <= Bytes.Length - start
            ? (start, length)
            : throw new PdfFormatException($"The stream of object {number} runs past the end of the file.");
    }

    /// <summary>Where the value of an entry of an object stands in the file.</summary>
    public int OffsetOf(int number) =>
        _offsets.TryGetValue(number, out var offset)
            ? offset
            : throw new PdfFormatException($"Object {number} is not in the cross-reference table.");

    private PdfScanner Scanner(int number)
    {
        var scanner = new PdfScanner(Bytes, OffsetOf(number));
        if (scanner.Integer() != number)
        {
            throw new PdfFormatException($"The cross-reference entry of object {number} points to another object.");
        }

        _ = scanner.Integer();
        scanner.Keyword("obj"u8);
        return scanner;
    }

    private void ReadTables()
    {
        var tail = Bytes.AsSpan().LastIndexOf("startxref"u8);
        if (tail < 0)
        {
            throw new PdfFormatException("The file has no startxref.");
        }

        long? next = new PdfScanner(Bytes, tail + 9).Integer();
        StartXref = checked((int)next.Value);
        var seen = new HashSet<long>();
        while (next is { } at)
        {
            if (at < 0 || at >= Bytes.Length || !seen.Add(at) || seen.Count > MaxRevisions)
            {
                throw new PdfFormatException("The chain of cross-reference tables is broken.");
            }

            var trailer = ReadTable((int)at);
            if (seen.Count == 1)
            {
                Trailer = trailer;
                Size = int.Parse(
                    trailer.Text("Size") ?? throw new PdfFormatException("The trailer has no /Size."),
                    System.Globalization.CultureInfo.InvariantCulture
                );
            }

            next = trailer["Prev"] is { } previous ? new PdfScanner(previous, 0).Integer() : null;
        }
    }

    private PdfDictionary ReadTable(int at)
    {
        var scanner = new PdfScanner(Bytes, at);
        if (!scanner.TryKeyword("xref"u8))
        {
            throw new PdfFormatException(
                $"There is no cross-reference table at byte {at}; files with cross-reference streams are not supported."
            );
        }

        while (!scanner.TryKeyword("trailer"u8))
        {
            var first = scanner.Integer();
            var count = scanner.Integer();
            if (first < 0 || count < 0 || first + count > MaxObjects)
            {
                throw new PdfFormatException($"The cross-reference table at byte {at} is malformed.");
            }

            for (var index = 0; index < count; index++)
            {
                var offset = scanner.Integer();
                _ = scanner.Integer();
                if (scanner.TryKeyword("n"u8) && offset < Bytes.Length)
                {
                    _offsets.TryAdd((int)(first + index), (int)offset);
                }
                else
                {
                    scanner.Keyword("f"u8);
                }
            }
        }

        return scanner.Dictionary();
    }
}
