using System.Runtime.InteropServices;
using System.Text.Json;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Takes the rows of an answer, part by part. A part that broke off is asked for once more, and what was taken of it is passed over.
/// </summary>
/// <param name="host">The host, for sentences.</param>
/// <param name="mostRowBytes">Most bytes of one row.</param>
internal abstract class RowTaker(string host, int mostRowBytes)
{
    private const int MostHeldBytes = 16 * 1024 * 1024;
    private readonly List<(byte[] Bytes, int[] Ends, bool[] Nulls)> _held = [];
    private readonly List<int> _ends = [];
    private readonly List<bool> _nulls = [];
    private byte[] _bytes = new byte[1024];
    private int _length;
    private long _heldBytes;
    private long _partStart;
    private long _skip;

    /// <summary>The host, for sentences.</summary>
    protected string Host { get; } = host;

    /// <summary>The columns; null until the answer said them.</summary>
    public IReadOnlyList<AnswerColumn>? Columns { get; private set; }

    /// <summary>Rows taken.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes that came over the network.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Most bytes of one value as it travels, in JSON: each byte may be an escape of six.</summary>
    internal int MostTokenBytes { get; } = (int)Math.Min(64L * 1024 + (6L * mostRowBytes), Array.MaxLength);

    /// <summary>A part begins that was not asked for before.</summary>
    public void BeginPart() => (_partStart, _skip) = (Rows + _held.Count, 0);

    /// <summary>The part is read from its start again: rows that were taken are passed over.</summary>
    public void RepeatPart() => (_skip, _length) = (Rows + _held.Count - _partStart, 0);

    /// <summary>The answer says its columns. Rows that came before it are taken now.</summary>
    public void Begin(IReadOnlyList<AnswerColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (Columns is not null)
        {
            return;
        }

        if (columns.Count == 0)
        {
            throw new SourceException($"{Host} answered without columns.") { IsFinal = true };
        }

        Columns = columns;
        Head(columns);
        foreach (var (bytes, ends, nulls) in _held)
        {
            Take(bytes, ends, nulls);
        }

        _held.Clear();
    }

    /// <summary>A row begins.</summary>
    internal void BeginRow()
    {
        _length = 0;
        _ends.Clear();
        _nulls.Clear();
    }

    /// <summary>A value of the row.</summary>
    internal void Cell(ref Utf8JsonReader reader)
    {
        var isNull = reader.TokenType is JsonTokenType.Null;
        if (!isNull)
        {
            var length = reader.ValueSpan.Length;
            if (_length + length > mostRowBytes)
            {
                throw TooLong();
            }

            Room(length);
            try
            {
                _length += reader.TokenType is JsonTokenType.String ? reader.CopyString(_bytes.AsSpan(_length)) : Copy(reader.ValueSpan);
            }
            catch (InvalidOperationException e)
            {
                throw new SourceException($"{Host} sent a text that is not valid Unicode.", e) { IsFinal = true };
            }
        }

        _ends.Add(_length);
        _nulls.Add(isNull);
    }

    /// <summary>The row is complete.</summary>
    internal void EndRow()
    {
        if (_skip > 0)
        {
            _skip--;
        }
        else if (Columns is not null)
        {
            Take(_bytes.AsSpan(0, _length), CollectionsMarshal.AsSpan(_ends), NullsOfRow());
        }
        else if ((_heldBytes += _length + (8L * _ends.Count)) > MostHeldBytes)
        {
            throw new SourceException($"{Host} sent rows before naming their columns.") { IsFinal = true };
        }
        else
        {
            _held.Add((_bytes[.._length], [.. _ends], [.. _nulls]));
        }
    }

    /// <summary>A row or a text is longer than is taken.</summary>
    internal SourceException TooLong() =>
        new($"{Host} sent a row of more than {mostRowBytes} bytes (Limits__LineBytes). Leave long columns out, or raise the limit.")
        {
            IsFinal = true,
        };

    /// <summary>A value that is a record or a list.</summary>
    internal SourceException Nested() =>
        new(
            Columns is { } columns && _ends.Count < columns.Count
                ? $"{Host} sent records or lists in column \"{columns[_ends.Count].Name}\". Leave it out, or name its parts in a view."
                : $"{Host} sent records or lists in a column. Leave it out, or name its parts in a view."
        )
        {
            IsFinal = true,
        };

    /// <summary>Passes on what was taken.</summary>
    public abstract ValueTask FlushAsync(CancellationToken ct);

    /// <summary>Takes the names of columns.</summary>
    protected abstract void Head(IReadOnlyList<AnswerColumn> columns);

    /// <summary>Takes a value.</summary>
    protected abstract void Value(int column, ReadOnlySpan<byte> text, bool isNull);

    /// <summary>Takes the end of a row.</summary>
    protected abstract void End();

    private Span<bool> NullsOfRow() => CollectionsMarshal.AsSpan(_nulls);

    private void Take(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, ReadOnlySpan<bool> nulls)
    {
        var columns = Columns!;
        if (ends.Length != columns.Count)
        {
            throw new SourceException(
                $"{Host} sent a row whose number of values ({ends.Length}) differs from the number of columns ({columns.Count})."
            )
            {
                IsFinal = true,
            };
        }

        Span<byte> small = stackalloc byte[CellText.Longest];
        for (var i = 0; i < ends.Length; i++)
        {
            var raw = bytes[(i == 0 ? 0 : ends[i - 1])..ends[i]];
            var kind = columns[i].Kind;
            if (nulls[i] || kind is CellKind.Text)
            {
                Value(i, raw, nulls[i]);
            }
            else if (CellText.TryWrite(kind, raw, small, out var written))
            {
                Value(i, small[..written], false);
            }
            else
            {
                throw new SourceException($"{Host} sent a value in column \"{columns[i].Name}\" that is not {Words(kind)}.")
                {
                    IsFinal = true,
                };
            }
        }

        End();
        Rows++;
    }

    private static string Words(CellKind kind) =>
        kind switch
        {
            CellKind.Text => "a text",
            CellKind.Exact or CellKind.Floating => "a number",
            CellKind.Boolean => "a Boolean value",
            CellKind.Instant or CellKind.EpochSeconds or CellKind.EpochMicroseconds or CellKind.SecondsOfDay => "a timestamp",
            CellKind.Date or CellKind.EpochDays => "a date",
        };

    private int Copy(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_bytes.AsSpan(_length));
        return value.Length;
    }

    private void Room(int length)
    {
        if (_length + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        }
    }
}
