using System.Text;

namespace Governance.Cli.Data;

/// <summary>RFC 4180 with a header; LF and CRLF end lines; blank lines and quotation marks are kept as they are.</summary>
internal sealed class CsvRowFile(string path, StreamReader reader) : IRowFile
{
    private readonly char[] _buffer = new char[1 << 16];
    private readonly StringBuilder _raw = new();
    private readonly StringBuilder _value = new();
    private readonly List<string> _values = [];
    private readonly List<string> _raws = [];
    private readonly List<Cell> _cells = [];
    private readonly StringBuilder _pending = new();
    private string[] _columns = [];
    private string _lineEnd = "";
    private int _at;
    private int _end;
    private long _line = 1;
    private long _recordLine = 1;
    private int _recordLength;

    public long Row { get; private set; }

    public IReadOnlyList<Cell> Cells => _cells;

    public async Task ReadHeaderAsync(CancellationToken ct)
    {
        if (await PeekAsync(ct) == '\uFEFF')
        {
            _pending.Append('\uFEFF');
            _at++;
        }

        if (!await RecordAsync(ct))
        {
            throw CliException.Usage($"{path} is empty. It must begin with a header line of column names.");
        }

        _columns = [.. _values];
        if (_columns.Length > RowFiles.MaxColumns)
        {
            throw CliException.Usage($"{path} has {_columns.Length} columns; the maximum is {RowFiles.MaxColumns}.");
        }

        _pending.AppendJoin(',', _raws).Append(_lineEnd);
    }

    public async Task<bool> ReadAsync(CancellationToken ct)
    {
        if (!await RecordAsync(ct))
        {
            return false;
        }

        if (_values.Count != _columns.Length)
        {
            throw RowFiles.Malformed(
                path,
                _recordLine,
                $"has {_values.Count} {(_values.Count == 1 ? "field" : "fields")}, but the header has {_columns.Length}."
            );
        }

        Row++;
        _cells.Clear();
        for (var i = 0; i < _values.Count; i++)
        {
            _cells.Add(new Cell(_columns[i], _values[i]));
        }

        return true;
    }

    public void Replace(int cell, string text) =>
        _raws[cell] = text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    public async Task WriteAsync(TextWriter writer, CancellationToken ct)
    {
        await WritePendingAsync(writer, ct);
        for (var i = 0; i < _raws.Count; i++)
        {
            if (i > 0)
            {
                await writer.WriteAsync(',');
            }

            await writer.WriteAsync(_raws[i].AsMemory(), ct);
        }

        await writer.WriteAsync(_lineEnd.AsMemory(), ct);
    }

    public Task FinishAsync(TextWriter writer, CancellationToken ct) => WritePendingAsync(writer, ct);

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WritePendingAsync(TextWriter writer, CancellationToken ct)
    {
        if (_pending.Length > 0)
        {
            await writer.WriteAsync(_pending, ct);
            _pending.Clear();
        }
    }

    /// <summary>
    /// Reads one record into values and, as they stand in the file, raw fields. Blank lines before it wait to be written.
    /// </summary>
    private async Task<bool> RecordAsync(CancellationToken ct)
    {
        _values.Clear();
        _raws.Clear();
        while (await PeekAsync(ct) is { } blank && blank is '\r' or '\n')
        {
            _pending.Append(await EndOfLineAsync(ct));
        }

        if (await PeekAsync(ct) is null)
        {
            return false;
        }

        _recordLine = _line;
        _recordLength = 0;
        while (true)
        {
            await FieldAsync(ct);
            if (await PeekAsync(ct) is not ',')
            {
                break;
            }

            _at++;
            if (_values.Count > RowFiles.MaxColumns)
            {
                throw RowFiles.Malformed(path, _recordLine, $"has more than {RowFiles.MaxColumns} fields.");
            }
        }

        _lineEnd = await PeekAsync(ct) is null ? "" : await EndOfLineAsync(ct);
        return true;
    }

    private async Task FieldAsync(CancellationToken ct)
    {
        _raw.Clear();
        _value.Clear();
        if (await PeekAsync(ct) is '"')
        {
            await QuotedAsync(ct);
        }
        else
        {
            while (await PeekAsync(ct) is { } c && c is not (',' or '\r' or '\n'))
            {
                Take(c);
                _value.Append(c);
            }
        }

        _values.Add(_value.ToString());
        _raws.Add(_raw.Length == _value.Length ? _values[^1] : _raw.ToString());
    }

    private async Task QuotedAsync(CancellationToken ct)
    {
        Take('"');
        while (true)
        {
            var c = await PeekAsync(ct) ?? throw RowFiles.Malformed(path, _recordLine, "opens a quotation mark that is never closed.");
            Take(c);
            if (c == '\n')
            {
                _line++;
            }

            if (c != '"')
            {
                _value.Append(c);
                continue;
            }

            switch (await PeekAsync(ct))
            {
                case '"':
                    Take('"');
                    _value.Append('"');
                    break;
                case null or ',' or '\r' or '\n':
                    return;
                default:
                    throw RowFiles.Malformed(path, _line, "has text after a closing quotation mark.");
            }
        }
    }

    private async Task<string> EndOfLineAsync(CancellationToken ct)
    {
        if (await PeekAsync(ct) is '\r')
        {
            _at++;
            if (await PeekAsync(ct) is not '\n')
            {
                throw RowFiles.Malformed(path, _line, "holds a carriage return without a line feed.");
            }

            _at++;
            _line++;
            return "\r\n";
        }

        _at++;
        _line++;
        return "\n";
    }

    private void Take(char c)
    {
        _raw.Append(c);
        _at++;
        if (++_recordLength > RowFiles.MaxRecord)
        {
            throw RowFiles.Malformed(
                path,
                _recordLine,
                $"is longer than {RowFiles.MaxRecord} characters. A quotation mark that is never closed has the same effect."
            );
        }
    }

    private ValueTask<char?> PeekAsync(CancellationToken ct) => _at < _end ? new(_buffer[_at]) : RefillAsync(ct);

    private async ValueTask<char?> RefillAsync(CancellationToken ct)
    {
        _end = await RowFiles.FillAsync(path, _line, reader, _buffer, ct);
        _at = 0;
        return _end == 0 ? null : _buffer[0];
    }
}
