using Governance.Domain;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>A table of a source as it is now: its name as SQL, its columns, the one of time.</summary>
/// <param name="Name">Quoted.</param>
/// <param name="Columns">In their order.</param>
/// <param name="Time">The column that says to which window a row belongs.</param>
internal sealed record SourceTable(string Name, IReadOnlyList<SourceColumn> Columns, SourceColumn Time)
{
    private const int MostColumns = 2_000;
    private const int MostNamed = 30;

    /// <summary>Looks at a table.</summary>
    /// <exception cref="SourceException">It is not there, or has no such column of time.</exception>
    public static async Task<SourceTable> ReadAsync(ISqlSource place, SourceOptions options, WindowSource source, CancellationToken ct)
    {
        var parts = PartsOf(source.Table, options);
        var found = await place.AskAsync(place.Dialect.Describe(parts), MostColumns, ct);
        SourceColumn[] columns = [.. found.Rows.Select(r => new SourceColumn(r[0] ?? "", r[1] ?? "", KindOf(r[2])))];
        if (columns.Length == 0)
        {
            throw new SourceException($"{options.Name} has no table {source.Table}, or the account is not allowed to see it.")
            {
                IsFinal = true,
            };
        }

        var time =
            Array.Find(columns, c => c.Name == source.TimeColumn)
            ?? throw new SourceException(
                $"{source.Table} has no column {source.TimeColumn}; "
                    + $"its columns are {string.Join(", ", columns.Take(MostNamed).Select(c => c.Name))}."
            )
            {
                IsFinal = true,
            };
        return time.Kind is SourceKind.Instant or SourceKind.LocalTime or SourceKind.Date
            ? new SourceTable(string.Join('.', parts.Select(place.Dialect.Quote)), columns, time)
            : throw new SourceException($"The column {time.Name} of {source.Table} is of type {time.Type}, which is not a time type.")
            {
                IsFinal = true,
            };
    }

    /// <summary>The rows of a stretch of time: half-open, in UTC.</summary>
    public string Where(SqlDialect dialect)
    {
        var time = dialect.Quote(Time.Name);
        return $"FROM {Name} WHERE {time} >= {dialect.Time("from")} AND {time} < {dialect.Time("until")}";
    }

    /// <summary>Values of the parameters that <see cref="Where"/> names.</summary>
    public static Dictionary<string, SourceValue> Between(DateTimeOffset start, DateTimeOffset end) =>
        new(StringComparer.Ordinal) { ["from"] = SourceValue.Of(start), ["until"] = SourceValue.Of(end) };

    /// <summary>All rows of a stretch of time, without the columns that are left out.</summary>
    public SourceStatement Rows(SqlDialect dialect, IReadOnlyList<string> ignored, DateTimeOffset start, DateTimeOffset end)
    {
        var columns = Columns.Where(c => !ignored.Contains(c.Name, StringComparer.Ordinal)).Select(c => Selected(dialect, c));
        return new SourceStatement($"SELECT {string.Join(", ", columns)} {Where(dialect)}", Between(start, end));
    }

    private static string Selected(SqlDialect dialect, SourceColumn column)
    {
        var name = dialect.Quote(column.Name);
        return column.Kind is SourceKind.Number or SourceKind.Single or SourceKind.Text
            ? name
            : $"{dialect.AsText(name, column.Kind)} AS {name}";
    }

    private static string[] PartsOf(string table, SourceOptions options)
    {
        var parts = WindowSource.PartsOf(table) ?? [table];
        return parts.Count == 1 ? [options.Schema.Length > 0 ? options.Schema : "public", parts[0]] : [.. parts];
    }

    private static SourceKind KindOf(string? word) => WireName.TryParse<SourceKind>(word, out var kind) ? kind : SourceKind.Other;
}
