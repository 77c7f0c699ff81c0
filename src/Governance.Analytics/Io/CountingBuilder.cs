namespace Governance.Analytics.Io;

/// <summary>Counts missing values only.</summary>
internal sealed class CountingBuilder(string name, ColumnType type) : ColumnBuilder(name)
{
    public override long MemoryBytes => 0;

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        if (type == ColumnType.Categorical ? token.IsEmpty : NumberToken.IsMissing(token))
        {
            Missing++;
        }
        Rows++;
    }

    public override void Append(ColumnarValues values, long firstLine)
    {
        if (values.Kind is ColumnarKind.Text or ColumnarKind.Float32 or ColumnarKind.Float64)
        {
            base.Append(values, firstLine);
            return;
        }
        Missing += values.Nulls.Length - values.Nulls.Span.Count((byte)0);
        Rows += values.Rows;
    }

    public override Column Build() => new CountedColumn(Name, type, Rows, Counts);
}
