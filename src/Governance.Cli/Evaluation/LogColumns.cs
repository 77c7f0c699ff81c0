using System.Globalization;
using Governance.Analytics.Io;
using Governance.Cli.Analysis;

namespace Governance.Cli.Evaluation;

/// <summary>Columns of a log by their names, as texts or numbers; what a person named and is not there is refused.</summary>
internal sealed class LogColumns(Table table, string path)
{
    private static readonly TabularLimits s_limits = TabularLimits.Default with { MaxCategories = 10_000_000 };

    public int Count => table.RowCount;

    public string Path => path;

    public IReadOnlyList<string> Names => table.SourceColumns;

    /// <summary>Reads a file; the columns named are read as texts, whatever they look like.</summary>
    public static async Task<LogColumns> ReadAsync(string path, IEnumerable<string> texts, CancellationToken ct)
    {
        var options = new TabularReadOptions
        {
            Roles = ColumnRoles.None,
            Limits = s_limits,
            Types = texts.Distinct(StringComparer.Ordinal).ToDictionary(n => n, _ => ColumnType.Categorical, StringComparer.Ordinal),
        };
        return new LogColumns(await LogTables.ReadAsync(path, options, ct), path);
    }

    public bool Has(string name) => table.SourceColumns.Contains(name, StringComparer.Ordinal);

    /// <summary>Texts of a column; null for a row without.</summary>
    public string?[] Texts(string name) =>
        Required(name) switch
        {
            CategoryColumn category => [.. category.Codes.ToArray().Select(c => c < 0 ? null : category.Categories[c])],
            NumericColumn numeric =>
            [
                .. numeric.Values.ToArray().Select(v => double.IsNaN(v) ? null : v.ToString("R", CultureInfo.InvariantCulture)),
            ],
            _ => new string?[Count],
        };

    public string?[]? TextsOrNone(string name) => Has(name) ? Texts(name) : null;

    /// <summary>Numbers of a column; NaN for a row without.</summary>
    public double[] Numbers(string name) =>
        Required(name) switch
        {
            NumericColumn numeric => numeric.Values.ToArray(),
            CategoryColumn { Categories.Count: > 0 } => throw CliException.Usage(
                $"{path}: The column \"{name}\" does not contain numbers."
            ),
            _ => [.. Enumerable.Repeat(double.NaN, Count)],
        };

    public double[]? NumbersOrNone(string name) => Has(name) ? Numbers(name) : null;

    /// <summary>A row as people find it in the file.</summary>
    public CliException Refuse(int row, string words) => CliException.Usage($"{path}: Row {row + 1} {words}");

    private Column Required(string name) =>
        table.Find(name)
        ?? throw CliException.Usage($"{path} has no column \"{name}\". Its columns are {string.Join(", ", table.SourceColumns.Take(30))}.");
}
