namespace Governance.Analytics.Io;

/// <summary>One column of a <see cref="Table"/>, with what was left out of statistics counted.</summary>
public abstract class Column
{
    private protected Column(string name, ColumnType type, int rows, ColumnCounts counts)
    {
        Name = name;
        Type = type;
        RowCount = rows;
        Counts = counts;
    }

    /// <summary>Name as in the header.</summary>
    public string Name { get; }

    /// <summary>Type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    /// <summary>Missing, infinite and invalid values.</summary>
    public ColumnCounts Counts { get; }

    /// <summary>The currency or the percent sign that its numbers are written with; <see langword="null"/> without one.</summary>
    internal string? Unit { get; init; }
}
