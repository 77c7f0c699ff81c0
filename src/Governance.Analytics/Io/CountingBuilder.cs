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

    public override Column Build() => new CountedColumn(Name, type, Rows, Counts);
}
