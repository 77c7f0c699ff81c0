using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Analytics.Io;

/// <summary>
/// Puts the rows of a stretch of time, out of files of any kind, into one file of comma-separated values. Columns are those of all files
/// together; what a file lacks is missing in its rows.
/// </summary>
public sealed class PeriodRows
{
    private const int FlushBytes = 1 << 16;

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<(long Until, int Columns)> _widths = [];
    private readonly ArrayBufferWriter<byte> _text = new(2 * FlushBytes);
    private readonly string _timeColumn;
    private readonly IReadOnlyList<string> _ignored;
    private readonly ColumnRoles _roles;
    private readonly long _start;
    private readonly long _end;
    private readonly Stream _body;
    private long _written;

    /// <summary>Rows of a stretch of time.</summary>
    /// <param name="timeColumn">The column that says when a row was made.</param>
    /// <param name="ignored">Columns that are left out.</param>
    /// <param name="start">First instant.</param>
    /// <param name="end">End, exclusive.</param>
    /// <param name="body">Takes the rows, without a head; stays open. What it took is asked for again at the end.</param>
    public PeriodRows(string timeColumn, IReadOnlyList<string> ignored, DateTimeOffset start, DateTimeOffset end, Stream body)
    {
        ArgumentNullException.ThrowIfNull(ignored);
        (_timeColumn, _ignored, _body) = (timeColumn, ignored, body);
        (_start, _end) = (start.UtcTicks, end.UtcTicks);
        _roles = ColumnRoles.None with { Ignore = [.. ignored.Where(n => n != timeColumn)] };
    }

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes the rows of a file.</summary>
    /// <param name="file">CSV or NDJSON, gzip or not, Parquet or Arrow.</param>
    /// <param name="options">Limits, and what reads files of columns.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What it holds.</returns>
    /// <exception cref="TabularFormatException">It is malformed, lacks the column of time, or has a row without a time.</exception>
    public async Task<PeriodCounts> AddAsync(Stream file, TabularReadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var taker = new Taker(this);
        await TableReader.ReadRowsAsync(file, options with { Roles = _roles }, taker, cancellationToken).ConfigureAwait(false);
        return taker.Counts;
    }

    /// <summary>Passes on what waits to be written; then the rows are whole.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        PassOn();
        return _body.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the whole: the head, and the rows as wide as it is.</summary>
    /// <param name="written">The rows as they were written, from their beginning.</param>
    /// <param name="destination">Takes it; stays open.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task FinishAsync(Stream written, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(destination);
        for (var i = 0; i < _names.Count; i++)
        {
            Field(Encoding.UTF8.GetBytes(_names[i]), i == 0);
        }

        End(_names.Count, isBlank: false);
        await destination.WriteAsync(_text.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _text.ResetWrittenCount();
        var buffer = new byte[FlushBytes];
        var (at, part, quoted) = (0L, 0, false);
        while (await written.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            Widen(buffer.AsSpan(0, count), ref at, ref part, ref quoted);
            await destination.WriteAsync(_text.WrittenMemory, cancellationToken).ConfigureAwait(false);
            _text.ResetWrittenCount();
        }
    }

    // Rows that were written before a column was found lack it: commas are put before their ends.
    private void Widen(ReadOnlySpan<byte> bytes, ref long at, ref int part, ref bool quoted)
    {
        while (!bytes.IsEmpty)
        {
            while (at >= _widths[part].Until)
            {
                part++;
            }

            var lacking = _names.Count - _widths[part].Columns;
            var length = (int)Math.Min(bytes.Length, _widths[part].Until - at);
            for (var rest = bytes[..length]; !rest.IsEmpty; )
            {
                var sign = lacking == 0 ? -1 : rest.IndexOfAny((byte)'"', (byte)'\n');
                if (sign < 0)
                {
                    _text.Write(rest);
                    break;
                }

                quoted ^= rest[sign] == (byte)'"';
                _text.Write(rest[..sign]);
                if (rest[sign] == (byte)'\n' && !quoted)
                {
                    for (var i = 0; i < lacking; i++)
                    {
                        _text.Write(","u8);
                    }
                }

                _text.Write(rest.Slice(sign, 1));
                rest = rest[(sign + 1)..];
            }

            at += length;
            bytes = bytes[length..];
        }
    }

    private void Field(ReadOnlySpan<byte> text, bool isFirst)
    {
        if (!isFirst)
        {
            _text.Write(","u8);
        }

        if (!text.ContainsAny("\",\r\n"u8) && (text.IsEmpty || (text[0] != (byte)' ' && text[^1] != (byte)' ')))
        {
            _text.Write(text);
            return;
        }

        _text.Write("\""u8);
        for (int quote; (quote = text.IndexOf((byte)'"')) >= 0; text = text[(quote + 1)..])
        {
            _text.Write(text[..(quote + 1)]);
            _text.Write("\""u8);
        }

        _text.Write(text);
        _text.Write("\""u8);
    }

    private void End(int columns, bool isBlank)
    {
        // A line with nothing on it would be passed over, and the row with it.
        _text.Write(isBlank && columns == 1 ? "\"\"\n"u8 : "\n"u8);
    }

    private void PassOn()
    {
        _body.Write(_text.WrittenSpan);
        _written += _text.WrittenCount;
        _text.ResetWrittenCount();
    }

    private int ColumnOf(string name)
    {
        if (!_columns.TryGetValue(name, out var column))
        {
            column = _names.Count;
            _columns.Add(name, column);
            _names.Add(name);
        }

        return column;
    }

    // One file. Its columns have other numbers than those of the whole.
    private sealed class Taker(PeriodRows whole) : IRowTexts
    {
        private readonly List<int> _places = [];
        private readonly ArrayBufferWriter<byte> _own = new();
        private int[] _sources = [];
        private int _time = -1;
        private long _rows;
        private long _first = long.MaxValue;
        private long _last = long.MinValue;
        private RowTotal _before;
        private RowTotal _within;

        public PeriodCounts Counts =>
            new(
                _rows,
                _rows == 0 ? null : new DateTimeOffset(_first, TimeSpan.Zero),
                _rows == 0 ? null : new DateTimeOffset(_last, TimeSpan.Zero),
                _before,
                _within
            );

        public void AddColumn(string name)
        {
            _time = string.Equals(name, whole._timeColumn, StringComparison.Ordinal) ? _places.Count : _time;
            _places.Add(whole.IsIgnored(name) ? -1 : whole.ColumnOf(name));
            _sources = []; // a later line may bring a column that another file had already
        }

        public void AddRow(RowTexts row)
        {
            if (_time < 0)
            {
                throw TabularErrors.MissingColumn(whole._timeColumn);
            }

            // A row without a time would belong to no window, and no one would miss it.
            if (!IsoInstant.TryParse(row[_time], out var ticks))
            {
                throw TabularErrors.NotATime(row.Line, whole._timeColumn);
            }

            _rows++;
            (_first, _last) = (Math.Min(_first, ticks), Math.Max(_last, ticks));
            if (ticks >= whole._end)
            {
                return;
            }

            var total = new RowTotal(1, DigestOf(row));
            if (ticks < whole._start)
            {
                _before += total;
                return;
            }

            _within += total;
            Write(row);
        }

        // Of what the file says itself, so that the other files of a window do not matter.
        private long DigestOf(RowTexts row)
        {
            _own.ResetWrittenCount();
            for (var i = 0; i < row.Count; i++)
            {
                if (_places[i] >= 0 && !row[i].IsEmpty)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(_own.GetSpan(sizeof(int)), i);
                    _own.Advance(sizeof(int));
                    _own.Write(row[i]);
                    _own.Write("\0"u8); // no text has one
                }
            }

            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(_own.WrittenSpan, digest);
            return BinaryPrimitives.ReadInt64LittleEndian(digest);
        }

        private void Write(RowTexts row)
        {
            var columns = whole._names.Count;
            if (_sources.Length != columns)
            {
                _sources = [.. Enumerable.Range(0, columns).Select(i => _places.IndexOf(i))];
            }

            var isBlank = true;
            for (var i = 0; i < columns; i++)
            {
                // A line of JSON may have brought a column that this row's file did not have before.
                var text = _sources[i] is >= 0 and var at && at < row.Count ? row[at] : [];
                isBlank &= text.IsEmpty;
                whole.Field(text, i == 0);
            }

            whole.End(columns, isBlank);
            whole.Rows++;
            whole.Wrote(columns);
        }
    }

    private bool IsIgnored(string name) => _ignored.Contains(name, StringComparer.Ordinal);

    private void Wrote(int columns)
    {
        var until = _written + _text.WrittenCount;
        if (_widths.Count > 0 && _widths[^1].Columns == columns)
        {
            _widths[^1] = (until, columns);
        }
        else
        {
            _widths.Add((until, columns));
        }

        if (_text.WrittenCount >= FlushBytes)
        {
            PassOn();
        }
    }
}
