namespace Governance.Analytics.Io;

/// <summary>Rows as typed columns: one window of a prediction log, or a reference.</summary>
public sealed class Table
{
    private readonly Dictionary<string, Column> _byName;

    /// <summary>Creates a table from columns.</summary>
    /// <param name="columns">Columns of equal length with different names.</param>
    /// <param name="sourceColumns">All columns of the source in file order, also those not kept; <see langword="null"/> when all were
    /// kept.</param>
    /// <exception cref="ArgumentException">The lengths differ or a name occurs twice.</exception>
    public Table(IEnumerable<Column> columns, IReadOnlyList<string>? sourceColumns = null)
    {
        Columns = [.. columns];
        SourceColumns = sourceColumns ?? [.. Columns.Select(c => c.Name)];
        RowCount = Columns.Count == 0 ? 0 : Columns[0].RowCount;
        if (Columns.Any(c => c.RowCount != RowCount))
        {
            throw new ArgumentException("All columns of a table need the same number of rows.", nameof(columns));
        }
        _byName = Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
    }

    internal Table(IReadOnlyList<Column> columns, IReadOnlyList<string> sourceColumns, int rows)
        : this(columns, sourceColumns) => RowCount = rows;

    /// <summary>The columns that were kept, in file order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Names of all columns of the source, in file order.</summary>
    public IReadOnlyList<string> SourceColumns { get; }

    /// <summary>Rows kept.</summary>
    public int RowCount { get; }

    /// <summary>What a person should know of how values were changed to be read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Finds a kept column by name.</summary>
    /// <param name="name">Name, compared ordinally; <see langword="null"/> finds nothing.</param>
    /// <returns>The column, or <see langword="null"/>.</returns>
    public Column? Find(string? name) => name is null ? null : _byName.GetValueOrDefault(name);

    /// <summary>Replaces the column of the same name, or adds one at the end.</summary>
    /// <param name="column">Column with as many rows as this table.</param>
    /// <returns>A new table that shares the other columns.</returns>
    public Table With(Column column)
    {
        var replaced = Find(column.Name) is not null;
        var columns = replaced
            ? Columns.Select(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal) ? column : c)
            : Columns.Append(column);
        var source = SourceColumns.Contains(column.Name, StringComparer.Ordinal) ? SourceColumns : [.. SourceColumns, column.Name];
        return new Table(columns, source) { Notes = Notes };
    }
}
