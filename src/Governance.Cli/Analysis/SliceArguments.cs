using System.CommandLine;
using Governance.Analytics.Io;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary>The option that asks for the same figures for parts of the rows.</summary>
internal sealed class SliceArguments
{
    /// <summary>Slices a report may have: with more, a column is no grouping of rows but a measurement or an id.</summary>
    public const int Most = 200;

    private readonly Option<string[]> _by = CommonOptions.Many(
        "--by",
        $"Column by whose values the rows are measured apart, too, such as the region; repeatable, at most {Most} slices.",
        "COLUMN"
    );

    public SliceArguments(Command command) => command.Add(_by);

    /// <summary>The columns, as far as they are named.</summary>
    public IReadOnlyList<string> Read(ParseResult parse) => [.. (parse.GetValue(_by) ?? []).Distinct(StringComparer.Ordinal)];

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
    public static IReadOnlyList<TableSlice> Of(Table table, IReadOnlyList<string> by, string path)
    {
        var slices = new List<TableSlice>();
        foreach (var column in by)
        {
            slices.AddRange(
                TableSlice.Of(table, column)
                    ?? throw CliException.Usage(
                        $"--by names \"{column}\", which holds neither texts nor numbers in {path}. Name a column that groups its rows."
                    )
            );
            if (slices.Count > Most)
            {
                throw CliException.Usage(
                    $"--by {string.Join(" --by ", by)} makes more than {Most} slices of {path}. "
                        + $"Put the values of \"{column}\" into bands, or leave it out."
                );
            }
        }

        return slices;
    }

    /// <summary>Measures each slice by itself.</summary>
    public static IReadOnlyList<Sliced<T>> Measure<T>(Table table, IReadOnlyList<TableSlice> slices, Func<Table, T> measure) =>
        [.. slices.Select(slice => new Sliced<T>(slice.By, slice.Value, slice.Rows.Length, measure(table.Take(slice.Rows))))];
}
