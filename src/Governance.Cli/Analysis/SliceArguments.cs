using System.CommandLine;
using Governance.Analytics.Io;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary>The option that asks for the same figures for parts of the rows.</summary>
internal sealed class SliceArguments
{
    private readonly Option<string[]> _by = CommonOptions.Many(
        "--by",
        "Column whose values split the rows into slices that are also measured, such as the region; repeatable, at most "
            + $"{TableSlices.Most} slices.",
        "COLUMN"
    );

    public SliceArguments(Command command) => command.Add(_by);

    /// <summary>The columns, as far as they are named.</summary>
    public IReadOnlyList<string> Read(ParseResult parse) => [.. (parse.GetValue(_by) ?? []).Distinct(StringComparer.Ordinal)];

    /// <summary>The rows of a table by the values of the columns.</summary>
    public static IReadOnlyList<TableSlice> Of(Table table, IReadOnlyList<string> by, string path) =>
        TableSlices.Of(table, by, path, CommonOptions.NameOf);
}
