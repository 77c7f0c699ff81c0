namespace Governance.Data.Copies;

/// <summary>A table as it is copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order of their names.</param>
/// <param name="Key">Places of the key's columns among them.</param>
/// <param name="NamesItself">True when a row may name another of the same table: then all go in one statement.</param>
internal sealed record CopyTable(string Name, IReadOnlyList<CopyColumn> Columns, IReadOnlyList<int> Key, bool NamesItself)
{
    /// <summary>The columns, in SQL.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));

    /// <summary>A row's key as people read it.</summary>
    public string KeyOf(object?[] row) => string.Join('|', Key.Select(k => CopyValues.Text(row[k])));
}
