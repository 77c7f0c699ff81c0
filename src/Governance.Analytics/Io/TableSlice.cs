using Governance.Analytics.Fairness;

namespace Governance.Analytics.Io;

/// <summary>Rows of a table that have one value in a column.</summary>
/// <param name="By">The column.</param>
/// <param name="Value">The value; <see langword="null"/> for rows that have none.</param>
/// <param name="Rows">Positions of the rows, ascending.</param>
public sealed record TableSlice(string By, string? Value, int[] Rows)
{
    /// <summary>The rows of a table by the value they have in one of its columns: every row is in exactly one slice.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">Name of a column of texts or numbers.</param>
    /// <returns>Slices in ordinal order of their values, rows without one last; <see langword="null"/> when the column is not there or
    /// holds neither texts nor numbers.</returns>
    public static IReadOnlyList<TableSlice>? Of(Table table, string column)
    {
        if (GroupCodes.Of(table.Find(column)) is not { } groups)
        {
            return null;
        }
        var rows = new List<int>[groups.Names.Length + 1];
        for (var i = 0; i < groups.Codes.Length; i++)
        {
            (rows[groups.Codes[i] < 0 ? ^1 : groups.Codes[i]] ??= []).Add(i);
        }
        return
        [
            .. rows.Select((of, code) => (of, value: code < groups.Names.Length ? groups.Names[code] : null))
                .Where(slice => slice.of is not null)
                .OrderBy(slice => slice.value is null)
                .ThenBy(slice => slice.value, StringComparer.Ordinal)
                .Select(slice => new TableSlice(column, slice.value, [.. slice.of])),
        ];
    }
}
