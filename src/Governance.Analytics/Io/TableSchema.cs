namespace Governance.Analytics.Io;

/// <summary>Name and type of one column, as decided on a reference file.</summary>
/// <param name="Name">Name as in the header.</param>
/// <param name="Type">Type its values are parsed with.</param>
/// <param name="CountOnly">Whether only missing values are counted and no value is kept (identifiers, unknown types).</param>
public sealed record ColumnSchema(string Name, ColumnType Type, bool CountOnly = false);

/// <summary>Names and types of the columns of a reference file; later files are parsed with it.</summary>
public sealed class TableSchema
{
    private readonly Dictionary<string, ColumnSchema> _byName;

    /// <summary>Creates a schema.</summary>
    /// <param name="columns">The columns in file order; names must differ.</param>
    public TableSchema(IEnumerable<ColumnSchema> columns)
    {
        Columns = [.. columns];
        _byName = Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>The columns in file order.</summary>
    public IReadOnlyList<ColumnSchema> Columns { get; }

    /// <summary>Finds a column by name.</summary>
    /// <param name="name">Name, compared ordinally.</param>
    /// <returns>The column, or <see langword="null"/>.</returns>
    public ColumnSchema? Find(string name) => _byName.GetValueOrDefault(name);
}
