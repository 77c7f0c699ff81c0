using System.Text.Json;
using System.Text.Unicode;

namespace Governance.Analytics.Io;

/// <summary>
/// One flat JSON object a line. A key that is absent or null is missing; booleans are the texts <c>true</c> and <c>false</c>. Python writes
/// <c>NaN</c> and <c>Infinity</c> as they are, which is no JSON; they are read as what they say.
/// </summary>
internal sealed class NdjsonParser(RowSink sink, TabularLimits limits, CsvDialect dialect) : IRowParser
{
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private long[] _seenAt = new long[64];
    private byte[] _scratch = [];

    public long Line { get; private set; } = 1;

    public int Parse(Memory<byte> buffer, bool final)
    {
        var data = buffer.Span;
        var taken = 0;
        while (taken < data.Length)
        {
            var rest = data[taken..];
            var length = rest.IndexOf((byte)'\n');
            if (length < 0 && !final)
            {
                break;
            }
            var line = length < 0 ? rest : rest[..length];
            if (line.Length > limits.MaxLineBytes)
            {
                throw TabularErrors.LineTooLong(Line, limits.MaxLineBytes);
            }
            ReadLine(line);
            taken += length < 0 ? rest.Length : length + 1;
            Line++;
        }
        return taken;
    }

    private void ReadLine(Span<byte> line)
    {
        if (NumberToken.Trim(line).IsEmpty)
        {
            return;
        }
        if (!Utf8.IsValid(line))
        {
            throw TabularErrors.InvalidEncoding(Line, null);
        }
        if (line.IndexOf("NaN"u8) >= 0 || line.IndexOf("Infinity"u8) >= 0)
        {
            QuoteUndefined(line);
        }
        Array.Clear(_starts);
        Array.Clear(_lengths);
        var column = -1;
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 2 });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw TabularErrors.InvalidJson(Line, null, "is not a JSON object");
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                column = ColumnOf(ref reader, column + 1);
                reader.Read();
                Take(ref reader, line, column);
            }
            while (reader.Read())
            { /* Anything after the object makes the reader throw. */
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw TabularErrors.InvalidJson(Line, column < 0 ? null : sink.NameOf(column), "is not valid JSON", problem);
        }
        sink.AddRow(line, _starts, _lengths, Line);
    }

    // Texts of the same length take their places: an empty one is missing.
    private static void QuoteUndefined(Span<byte> line)
    {
        var isText = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (isText && line[i] == (byte)'\\')
            {
                i++;
            }
            else if (line[i] == (byte)'"')
            {
                isText = !isText;
            }
            else if (!isText && line[i] is (byte)'N' or (byte)'I' or (byte)'-')
            {
                var rest = line[i..];
                var word =
                    rest.StartsWith("NaN"u8) ? 3
                    : rest.StartsWith("Infinity"u8) ? 8
                    : rest.StartsWith("-Infinity"u8) ? 9
                    : 0;
                var text = word switch
                {
                    3 => "\"\" "u8,
                    8 => "\"inf\"   "u8,
                    9 => "\"-inf\"   "u8,
                    _ => [],
                };
                text.CopyTo(rest);
                i += Math.Max(0, word - 1);
            }
        }
    }

    private int ColumnOf(ref Utf8JsonReader reader, int expected)
    {
        var name = reader.HasValueSequence || reader.ValueIsEscaped ? Unescaped(ref reader) : reader.ValueSpan;
        var column = expected < sink.ColumnCount && name.SequenceEqual(sink.NameBytesOf(expected)) ? expected : sink.FindColumn(name);
        if (column < 0)
        {
            column = sink.AddColumn(name, Line);
            if (column == _starts.Length)
            {
                Array.Resize(ref _starts, column * 2);
                Array.Resize(ref _lengths, column * 2);
                Array.Resize(ref _seenAt, column * 2);
            }
        }
        if (_seenAt[column] == Line)
        {
            throw TabularErrors.InvalidJson(Line, sink.NameOf(column), "has the same key twice");
        }
        _seenAt[column] = Line;
        return column;
    }

    private void Take(ref Utf8JsonReader reader, Span<byte> line, int column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                _starts[column] = (int)reader.TokenStartIndex;
                _lengths[column] = reader.ValueSpan.Length;
                break;
            case JsonTokenType.String:
                var start = (int)reader.TokenStartIndex + 1;
                _starts[column] = start;
                _lengths[column] = reader.ValueSpan.Length;
                if (reader.ValueIsEscaped)
                {
                    // Unescaped text is never longer than its escapes, so it fits where they stood; the reader is past them.
                    var text = Unescaped(ref reader);
                    text.CopyTo(line[start..]);
                    _lengths[column] = text.Length;
                }
                if (line.Slice(start, _lengths[column]).Contains((byte)0))
                {
                    throw TabularErrors.ZeroByte(Line, sink.NameOf(column));
                }
                if (dialect.Rewrites(column) && sink.ReadsNumbers)
                {
                    _lengths[column] = dialect.Rewrite(line.Slice(start, _lengths[column]), column, Line);
                }
                break;
            default:
                throw TabularErrors.InvalidJson(Line, sink.NameOf(column), "holds a list or an object where a single value is needed");
        }
    }

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (_scratch.Length < reader.ValueSpan.Length)
        {
            _scratch = new byte[reader.ValueSpan.Length];
        }
        return _scratch.AsSpan(0, reader.CopyString(_scratch));
    }
}
