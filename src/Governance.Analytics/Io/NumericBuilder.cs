using System.Buffers;

namespace Governance.Analytics.Io;

/// <summary>A column whose type is known to be numeric.</summary>
internal sealed class NumericBuilder(string name) : ColumnBuilder(name)
{
    private double[] _values = [];
    private PackedNumbers? _packed;
    private int _expected;

    /// <summary>Whether numbers are kept in half the memory while they have few decimals.</summary>
    public bool Packs
    {
        init => _packed = value ? new PackedNumbers() : null;
    }

    /// <summary>Called for a token that is neither number nor missing; <see langword="null"/> counts it as invalid.</summary>
    public Action<long>? OnInvalid { get; init; }

    public override long MemoryBytes => (_values.LongLength * sizeof(double)) + (_packed?.MemoryBytes ?? 0) + (Exact?.MemoryBytes ?? 0);

    /// <summary>Distinct values that are neither numbers nor missing, as far as they are told apart.</summary>
    public int Words => InvalidWords;

    /// <summary>Of numbers with a currency or a percent sign.</summary>
    public NumberUnits Units { get; } = new();

    /// <summary>Whether some of the numbers have a percent sign and others have none.</summary>
    public bool IsMixed => Units.IsMixed(Rows - Missing - Counts.Invalid - Counts.Infinite);

    public override void Expect(int rows)
    {
        _expected = rows;
        if (_packed is { } packed)
        {
            packed.Expect(rows);
        }
        else
        {
            MakeRoom(ref _values, rows);
        }
    }

    public override void Append(ReadOnlySpan<byte> data, RowBatch batch, int column, int rows)
    {
        if (_packed is not null)
        {
            AppendPacked(data, batch, column, rows);
            return;
        }
        MakeRoom(
            ref _values,
            Rows + rows > _values.Length ? (int)Math.Min(Array.MaxLength, Math.Max(Rows + rows, _values.LongLength * 2)) : 0
        );
        var (starts, lengths, columns) = (batch.Starts, batch.Lengths, batch.Columns);
        for (int row = 0, field = column; row < rows; row++, field += columns)
        {
            if (NumberToken.TryParsePlain(data, starts[field], lengths[field], out var value))
            {
                _values[Rows++] = value;
            }
            else
            {
                Append(data.Slice(starts[field], lengths[field]), batch.Lines[row]);
            }
        }
    }

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        var kind = NumberToken.Parse(token, out var value);
        if (kind == TokenKind.Number && !Units.Takes(token, value, Name, line))
        {
            (kind, value) = (TokenKind.Other, double.NaN);
        }
        if (kind == TokenKind.Other)
        {
            Late.Check(Name, token, line);
            OnInvalid?.Invoke(line);
            NoteInvalid(token, line);
        }
        else if (kind == TokenKind.Missing)
        {
            Missing++;
        }
        else if (double.IsInfinity(value))
        {
            NoteInfinite(line);
        }
        else if (ExactRows.IsRounded(value))
        {
            NoteWhole(ExactRows.WholeOf(token, value));
        }
        Add(value);
    }

    public override void Append(ColumnarValues values, long firstLine)
    {
        if (!values.IsNumeric)
        {
            base.Append(values, firstLine);
            return;
        }
        var rented = ArrayPool<double>.Shared.Rent(values.Rows);
        values.CopyTo(rented);
        for (var row = 0; row < values.Rows; row++)
        {
            // As in a text, there is no negative zero.
            var value = rented[row] + 0.0;
            if (ExactRows.IsRounded(value))
            {
                NoteWhole(values.WholeAt(row, value));
            }
            Append(value, firstLine + row);
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Adds a token that was parsed before; NaN is missing.</summary>
    public void Append(double value, long line)
    {
        if (double.IsNaN(value))
        {
            Missing++;
        }
        else if (double.IsInfinity(value))
        {
            NoteInfinite(line);
        }
        Add(value);
    }

    public override Column Build()
    {
        if (IsMixed)
        {
            throw Units.Refusal(Name);
        }
        Remark = Units.Note;
        return _packed is { } packed
            ? new NumericColumn(Name, packed, Counts) { Exact = Exact, Unit = Units.Unit }
            : new NumericColumn(Name, _values, Rows, Counts) { Exact = Exact, Unit = Units.Unit };
    }

    private void AppendPacked(ReadOnlySpan<byte> data, RowBatch batch, int column, int rows)
    {
        var (starts, lengths, columns) = (batch.Starts, batch.Lengths, batch.Columns);
        for (int row = 0, field = column; row < rows; row++, field += columns)
        {
            if (NumberToken.TryParsePlain(data, starts[field], lengths[field], out var value))
            {
                Add(value);
            }
            else
            {
                Append(data.Slice(starts[field], lengths[field]), batch.Lines[row]);
            }
        }
    }

    private void Add(double value)
    {
        if (_packed is { } packed)
        {
            if (packed.TryAdd(value))
            {
                Rows++;
                return;
            }
            Unpack(packed);
        }
        Push(ref _values, Rows, value);
        Rows++;
    }

    // The first number that does not fit ends the packing of its column.
    private void Unpack(PackedNumbers packed)
    {
        _values = new double[Math.Max(_expected, Math.Max(256, packed.Count * 2))];
        packed.CopyTo(0, _values.AsSpan(0, packed.Count));
        _packed = null;
    }
}
