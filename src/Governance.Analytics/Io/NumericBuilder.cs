namespace Governance.Analytics.Io;

/// <summary>A column whose type is known to be numeric.</summary>
internal sealed class NumericBuilder(string name) : ColumnBuilder(name)
{
    private double[] _values = [];

    /// <summary>Called for a token that is neither number nor missing; <see langword="null"/> counts it as invalid.</summary>
    public Action<long>? OnInvalid { get; init; }

    public override long MemoryBytes => _values.LongLength * sizeof(double);

    public override void Expect(int rows) => MakeRoom(ref _values, rows);

    public override void Append(ReadOnlySpan<byte> data, RowBatch batch, int column, int rows)
    {
        MakeRoom(ref _values, Rows + rows > _values.Length ? (int)Math.Min(Array.MaxLength, Math.Max(Rows + rows, _values.LongLength * 2)) : 0);
        var (starts, lengths, columns) = (batch.Starts, batch.Lengths, batch.Columns);
        for (int row = 0, field = column; row < rows; row++, field += columns)
        {
            if (NumberToken.TryParsePlain(data, starts[field], lengths[field], out var value)) { _values[Rows++] = value; }
            else { Append(data.Slice(starts[field], lengths[field]), batch.Lines[row]); }
        }
    }

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        var kind = NumberToken.Parse(token, out var value);
        if (kind == TokenKind.Other)
        {
            OnInvalid?.Invoke(line);
            NoteInvalid(line);
        }
        else if (kind == TokenKind.Missing) { Missing++; }
        else if (double.IsInfinity(value)) { NoteInfinite(line); }
        Push(ref _values, Rows, value);
        Rows++;
    }

    /// <summary>Adds a token that was parsed before; NaN is missing.</summary>
    public void Append(double value, long line)
    {
        if (double.IsNaN(value)) { Missing++; }
        else if (double.IsInfinity(value)) { NoteInfinite(line); }
        Push(ref _values, Rows, value);
        Rows++;
    }

    public override Column Build() => new NumericColumn(Name, _values, Rows, Counts);
}
