using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Transparency;

namespace Governance.Cli.Conversion;

/// <summary>A report of another tool as it was read: its bytes, and its JSON document or lines.</summary>
internal sealed class ForeignFile : IDisposable
{
    public const int MaxBytes = 64 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const int MaxLines = 1_000_000;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly byte[] _bytes;
    private readonly List<JsonDocument> _documents = [];

    public ForeignFile(byte[] bytes) => (_bytes, Sha256) = (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Digest of the file as the tool wrote it.</summary>
    public string Sha256 { get; }

    /// <summary>Figures of it that have no value.</summary>
    public UndefinedFigures Undefined { get; } = new();

    /// <summary>
    /// The whole file as one document. Tools give their JSON as a text, and a program that writes that text as JSON again makes one text
    /// of the whole: then what stands in it is the document.
    /// </summary>
    public Place Document()
    {
        var root = Parse(_bytes, string.Empty);
        if (root.ValueKind is JsonValueKind.String && root.GetString() is { } text && text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            root = Parse(Encoding.UTF8.GetBytes(text), "the text in the document");
        }

        return new(root, string.Empty, Undefined);
    }

    /// <summary>The file as one document for each line.</summary>
    public IEnumerable<Place> Lines()
    {
        var (start, number) = (0, 0);
        while (start < _bytes.Length)
        {
            var length = _bytes.AsSpan(start).IndexOf((byte)'\n');
            var line = _bytes.AsMemory(start, length < 0 ? _bytes.Length - start : length);
            start += line.Length + 1;
            if (++number > MaxLines)
            {
                throw new ConversionException(
                    "the document",
                    string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxLines:#,0} lines")
                );
            }

            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"line {number}");
                yield return new Place(Parse(line, name), name, Undefined);
            }
        }
    }

    public void Dispose() => _documents.ForEach(d => d.Dispose());

    private JsonElement Parse(ReadOnlyMemory<byte> bytes, string place)
    {
        var text = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        try
        {
            var document = JsonDocument.Parse(UndefinedNumber.AsTexts(text), s_strict);
            _documents.Add(document);
            return document.RootElement;
        }
        catch (JsonException problem)
        {
            var line = place.Length > 0 ? place : string.Create(CultureInfo.InvariantCulture, $"line {problem.LineNumber + 1}");
            var at = problem.LineNumber is null
                ? "the document"
                : string.Create(CultureInfo.InvariantCulture, $"{line}, byte {problem.BytePositionInLine + 1}");
            throw JsonFault.Instead(_bytes) is { } form
                ? new ConversionException("the document", $"this is {form}, not JSON")
                : new ConversionException(at, $"not readable as JSON ({JsonFault.Words(problem, text.Span)})");
        }
    }
}
