using Governance.Analytics.Io;

namespace Governance.Scoring;

/// <summary>The same figures for parts of the rows.</summary>
public static class TableSlices
{
    /// <summary>Slices a report may have: with more, a column is no grouping of rows but a measurement or an id.</summary>
    public const int Most = 200;

    /// <summary>
    /// Roles to read a file by: columns that are sliced by are kept whatever their names mean, even those that are left out.
    /// </summary>
    public static ColumnRoles Reading(ColumnRoles roles, IReadOnlyList<string> by) =>
        by.Count == 0
            ? roles
            : roles with
            {
                Ignore = [.. roles.Ignore.Except(by, StringComparer.Ordinal)],
                Protected = [.. roles.Protected.Union(by, StringComparer.Ordinal)],
            };

    /// <summary>The rows of a table by the values of the columns.</summary>
    /// <exception cref="ScoringException">A column groups no rows, or there are too many groups.</exception>
    public static IReadOnlyList<TableSlice> Of(Table table, IReadOnlyList<string> by, string path, Func<string, string> nameOf)
    {
        var option = nameOf("by");
        var slices = new List<TableSlice>();
        foreach (var column in by)
        {
            slices.AddRange(
                TableSlice.Of(table, column)
                    ?? throw ScoringException.Usage(
                        $"{option} names \"{column}\", which contains neither text nor numbers in {path}. Name a column that groups its "
                            + "rows."
                    )
            );
            if (slices.Count > Most)
            {
                throw ScoringException.Usage(
                    $"{option} {string.Join($" {option} ", by)} results in more than {Most} slices of {path}. Put the values of "
                        + $"\"{column}\" into bands, or leave it out."
                );
            }
        }

        return slices;
    }

    /// <summary>Measures each slice by itself.</summary>
    public static IReadOnlyList<Sliced<T>> Measure<T>(Table table, IReadOnlyList<TableSlice> slices, Func<Table, T> measure) =>
        [.. slices.Select(slice => new Sliced<T>(slice.By, slice.Value, slice.Rows.Length, measure(table.Take(slice.Rows))))];
}
