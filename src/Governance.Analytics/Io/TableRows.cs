namespace Governance.Analytics.Io;

/// <summary>Makes tables from chosen rows of another one.</summary>
public static class TableRows
{
    /// <summary>Takes rows, in the order given; a row may be taken more than once.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Positions, counted from 0.</param>
    /// <returns>A table of as many rows as positions.</returns>
    public static Table Take(this Table table, int[] rows) =>
        new([.. table.Columns.Select(c => Take(c, rows))], table.SourceColumns, rows.Length);

    /// <summary>Takes columns, in the order given.</summary>
    /// <param name="table">The table.</param>
    /// <param name="names">Their names; what the table does not have is left out.</param>
    /// <returns>A table that shares the columns.</returns>
    public static Table Only(this Table table, IEnumerable<string> names)
    {
        Column[] columns = [.. names.Select(table.Find).OfType<Column>()];
        return new Table(columns, [.. columns.Select(c => c.Name)], table.RowCount);
    }

    /// <summary>Positions spread evenly over a table, all of them when there are no more than wanted.</summary>
    /// <param name="count">Rows there are.</param>
    /// <param name="most">Rows wanted.</param>
    /// <returns>Ascending positions.</returns>
    public static int[] Spread(int count, int most) =>
        count <= most ? [.. Enumerable.Range(0, count)] : [.. Enumerable.Range(0, most).Select(i => (int)((long)i * count / most))];

    /// <summary>One column with values taken from chosen rows of it.</summary>
    internal static Column Take(Column column, int[] rows) =>
        column switch
        {
            NumericColumn numeric => new NumericColumn(numeric.Name, Gather(numeric.Values, rows), rows.Length, ColumnCounts.None)
            {
                Exact = numeric.Exact?.Take(rows),
            },
            CategoryColumn category => new CategoryColumn(
                category.Name,
                new CategoryCodes([.. rows.Select(r => category.Codes[r])]),
                (string[])category.Categories,
                ColumnCounts.None
            ),
            DateTimeColumn time => new DateTimeColumn(time.Name, Gather(time.UtcTicks, rows), rows.Length, ColumnCounts.None)
            {
                Exact = time.Exact?.Take(rows),
            },
            KeyColumn key => Gather(key, rows),
            _ => new CountedColumn(column.Name, column.Type, rows.Length, ColumnCounts.None with { Missing = rows.Length }),
        };

    private static T[] Gather<T>(ReadOnlySpan<T> values, int[] rows)
    {
        var taken = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            taken[i] = values[rows[i]];
        }
        return taken;
    }

    private static KeyColumn Gather(KeyColumn keys, int[] rows)
    {
        using var bytes = new MemoryStream();
        var ends = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            bytes.Write(keys[rows[i]]);
            ends[i] = bytes.Length;
        }
        return new KeyColumn(keys.Name, bytes.ToArray(), ends, rows.Length, ColumnCounts.None);
    }
}
