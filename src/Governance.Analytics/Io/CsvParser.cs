using System.Text.Unicode;

namespace Governance.Analytics.Io;

/// <summary>
/// RFC 4180 with a header, in the dialect of its file. LF and CRLF end lines; blank lines are skipped;
/// a quotation mark inside an unquoted field is text.
/// </summary>
internal sealed class CsvParser(RowSink sink, TabularLimits limits, CsvDialect dialect) : IRowParser
{
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private bool[] _escaped = new bool[64];
    private int _fields;
    private int _from;
    private bool _anyEscaped;
    private bool _headerRead;

    public long Line { get; private set; } = dialect.Skip == 0 ? 1 : 2;

    public int Parse(Memory<byte> data, bool final)
    {
        var taken = 0;
        try
        {
            var isText = IsText(data.Span);
            while (taken < data.Length)
            {
                if (_headerRead && isText)
                {
                    var line = Line;
                    taken = CsvIndex.Take(data.Span, taken, dialect.Separator, sink.ColumnCount, limits.MaxLineBytes, sink.Batch, ref line);
                    Line = line;
                }
                if (sink.Batch.IsFull)
                {
                    Flush(data);
                }
                if (taken == data.Length)
                {
                    break;
                }
                var length = ReadRecord(data.Span, taken, final);
                if (length == 0)
                {
                    break;
                }
                taken += length;
            }
        }
        catch (TabularFormatException)
        {
            // What is wrong in an earlier line is told first.
            Flush(data);
            throw;
        }
        Flush(data);
        return taken;
    }

    private void Flush(Memory<byte> data)
    {
        if (dialect.RewritesNumbers && sink.ReadsNumbers)
        {
            RewriteNumbers(data.Span);
        }
        sink.Flush(data);
    }

    private void RewriteNumbers(Span<byte> data)
    {
        var batch = sink.Batch;
        for (var column = 0; column < batch.Columns; column++)
        {
            if (!dialect.Rewrites(column))
            {
                continue;
            }
            for (int row = 0, field = column; row < batch.Rows; row++, field += batch.Columns)
            {
                batch.Lengths[field] = dialect.Rewrite(data.Slice(batch.Starts[field], batch.Lengths[field]), column, batch.Lines[row]);
            }
        }
    }

    // UTF-8 without a zero byte, up to the last line that may be whole. Where it is not, each record is looked at to find the line.
    private static bool IsText(ReadOnlySpan<byte> data)
    {
        var whole = data[..(data.LastIndexOf((byte)'\n') + 1)];
        return Utf8.IsValid(whole) && !whole.Contains((byte)0);
    }

    // Returns 0 when the record is not complete yet; it is then read again from its start.
    private int ReadRecord(Span<byte> buffer, int from, bool final)
    {
        var data = buffer[from..];
        _from = from;
        if (BlankLine(data, final) is { } skipped)
        {
            return skipped;
        }
        _fields = 0;
        _anyEscaped = false;
        var lineFeeds = 0;
        var at = 0;
        while (true)
        {
            var next = at < data.Length && data[at] == (byte)'"' ? Quoted(data, at, final, ref lineFeeds) : Unquoted(data, at, final);
            if (next < 0)
            {
                return 0;
            }
            at = next;
            if (at == data.Length)
            {
                return final ? Finish(data, at, at, lineFeeds) : 0;
            }
            if (data[at] == dialect.Separator)
            {
                at++;
                continue;
            }
            switch (data[at])
            {
                case (byte)'\n':
                    return Finish(data, at, at + 1, lineFeeds + 1);
                case (byte)'\r' when at + 1 == data.Length:
                    return final ? Finish(data, at, at + 1, lineFeeds) : 0;
                case (byte)'\r' when data[at + 1] == (byte)'\n':
                    return Finish(data, at, at + 2, lineFeeds + 1);
                case (byte)'\r':
                    throw TabularErrors.LoneCarriageReturn(Line + lineFeeds, FieldName());
                default:
                    throw TabularErrors.TextAfterQuote(Line + lineFeeds, FieldName());
            }
        }
    }

    private int? BlankLine(ReadOnlySpan<byte> data, bool final)
    {
        if (data[0] == (byte)'\n')
        {
            Line++;
            return 1;
        }
        if (data[0] != (byte)'\r')
        {
            return null;
        }
        if (data.Length == 1)
        {
            return final ? 1 : 0;
        }
        if (data[1] != (byte)'\n')
        {
            return null;
        }
        Line++;
        return 2;
    }

    private int Unquoted(ReadOnlySpan<byte> data, int at, bool final)
    {
        var length = data[at..].IndexOfAny(dialect.Separator, (byte)'\n', (byte)'\r');
        if (length < 0)
        {
            if (!final)
            {
                return -1;
            }
            length = data.Length - at;
        }
        AddField(at, length, escaped: false);
        return at + length;
    }

    private int Quoted(ReadOnlySpan<byte> data, int at, bool final, ref int lineFeeds)
    {
        var escaped = false;
        var from = at + 1;
        while (true)
        {
            var offset = data[from..].IndexOf((byte)'"');
            if (offset < 0)
            {
                return final ? throw TabularErrors.UnterminatedQuote(Line + lineFeeds, FieldName(_fields)) : -1;
            }
            var quote = from + offset;
            if (quote + 1 == data.Length && !final)
            {
                return -1;
            }
            if (quote + 1 < data.Length && data[quote + 1] == (byte)'"')
            {
                escaped = true;
                from = quote + 2;
                continue;
            }
            lineFeeds += data[at..quote].Count((byte)'\n');
            AddField(at + 1, quote - at - 1, escaped);
            return quote + 1;
        }
    }

    private void AddField(int start, int length, bool escaped)
    {
        if (_fields == _starts.Length)
        {
            if (!_headerRead && _fields >= limits.MaxColumns)
            {
                throw TabularErrors.TooManyColumns(Line, limits.MaxColumns);
            }
            Array.Resize(ref _starts, _fields * 2);
            Array.Resize(ref _lengths, _fields * 2);
            Array.Resize(ref _escaped, _fields * 2);
        }
        _starts[_fields] = start;
        _lengths[_fields] = length;
        _escaped[_fields] = escaped;
        _anyEscaped |= escaped;
        _fields++;
    }

    private int Finish(Span<byte> data, int end, int consumed, int lineFeeds)
    {
        if (end > limits.MaxLineBytes)
        {
            throw TabularErrors.LineTooLong(Line, limits.MaxLineBytes);
        }
        var record = data[..end];
        if (!Utf8.IsValid(record))
        {
            throw TabularErrors.InvalidEncoding(Line, NameOfField(record, f => !Utf8.IsValid(f)));
        }
        if (record.Contains((byte)0))
        {
            throw TabularErrors.ZeroByte(Line, NameOfField(record, f => f.Contains((byte)0)));
        }
        if (_anyEscaped)
        {
            Unescape(record);
        }
        if (_headerRead)
        {
            if (_fields != sink.ColumnCount)
            {
                throw TabularErrors.RaggedRow(Line, _fields, sink.ColumnCount, (char)dialect.Separator);
            }
            AddRow();
        }
        else
        {
            for (var i = 0; i < _fields; i++)
            {
                sink.AddColumn(record.Slice(_starts[i], _lengths[i]), Line);
            }
            sink.CheckNames();
            _headerRead = true;
        }
        Line += lineFeeds;
        return consumed;
    }

    private void AddRow()
    {
        var batch = sink.Batch;
        var at = batch.Reserve(_fields);
        for (var i = 0; i < _fields; i++)
        {
            batch.Starts[at + i] = _from + _starts[i];
            batch.Lengths[at + i] = _lengths[i];
        }
        batch.Commit(Line);
    }

    private void Unescape(Span<byte> record)
    {
        for (var i = 0; i < _fields; i++)
        {
            if (!_escaped[i])
            {
                continue;
            }
            var field = record.Slice(_starts[i], _lengths[i]);
            var to = 0;
            for (var from = 0; from < field.Length; from++, to++)
            {
                field[to] = field[from];
                if (field[from] == (byte)'"')
                {
                    from++;
                }
            }
            _lengths[i] = to;
        }
    }

    private string? NameOfField(ReadOnlySpan<byte> record, Func<ReadOnlySpan<byte>, bool> broken)
    {
        for (var i = 0; i < _fields; i++)
        {
            if (broken(record.Slice(_starts[i], _lengths[i])))
            {
                return FieldName(i);
            }
        }
        return null;
    }

    private string? FieldName() => FieldName(_fields - 1);

    private string? FieldName(int field) => _headerRead && field >= 0 && field < sink.ColumnCount ? sink.NameOf(field) : null;
}
