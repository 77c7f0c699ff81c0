namespace Governance.Analytics.Io;

/// <summary>A column of which only the missing values are counted: identifiers and columns of unknown type.</summary>
public sealed class CountedColumn : Column
{
    internal CountedColumn(string name, ColumnType type, int rows, ColumnCounts counts)
        : base(name, type, rows, counts) { }
}
