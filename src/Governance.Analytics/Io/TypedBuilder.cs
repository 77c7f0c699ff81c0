namespace Governance.Analytics.Io;

/// <summary>A column of a reference whose file says its type. Without a single value it is of unknown type, as in a text file.</summary>
internal sealed class TypedBuilder(ColumnBuilder inner) : ColumnBuilder(inner.Name)
{
    public override long MemoryBytes => inner.MemoryBytes;

    public override void Expect(int rows) => inner.Expect(rows);

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        inner.Append(token, line);
        Rows = inner.Rows;
    }

    public override void Append(ColumnarValues values, long firstLine)
    {
        inner.Append(values, firstLine);
        Rows = inner.Rows;
    }

    public override Column Build()
    {
        var built = inner.Build();
        return built.Counts.Missing == Rows
            ? new CountedColumn(Name, ColumnType.Unknown, Rows, ColumnCounts.None with { Missing = Rows })
            : built;
    }
}
