using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Analytics.Drift.Counted;
using Governance.Analytics.Io;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>What was counted of a window at its source.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Counts, column by column.</param>
/// <param name="SourceColumns">All columns of the table that are not left out.</param>
/// <param name="Bytes">Bytes that came over the network.</param>
public sealed record WindowCounts(int Rows, IReadOnlyList<CountedValues> Columns, IReadOnlyList<string> SourceColumns, long Bytes)
{
    /// <summary>What is kept instead of rows: the counts, as JSON, so that the figures can be computed again.</summary>
    public byte[] ToJson(WindowSource source, DateTimeOffset start, DateTimeOffset end)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("connection", source.Connection);
            writer.WriteString("table", source.Table);
            writer.WriteString("timeColumn", source.TimeColumn);
            writer.WriteString("from", start);
            writer.WriteString("until", end);
            writer.WriteNumber("rows", Rows);
            writer.WriteStartArray("columns");
            foreach (var column in Columns)
            {
                Write(writer, column);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, CountedValues column)
    {
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteNumber("missing", column.Missing);
        writer.WriteNumber("infinite", column.Infinite);
        writer.WriteStartArray("cells");
        foreach (var cell in column.Cells)
        {
            writer.WriteNumberValue(cell);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("values");
        foreach (var (value, count) in column.Values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(value, count);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

/// <summary>
/// The statement that counts a window by its reference's bins, in one scan: one grouping set a column, over the number of its cell or its
/// text. Each row of the answer has the value of one column and how many rows have it.
/// </summary>
internal static class CountStatement
{
    private const int MissingKey = -1;
    private const int InfiniteKey = -2;

    /// <summary>Writes it.</summary>
    /// <param name="dialect">How the place writes SQL.</param>
    /// <param name="table">The table as it is now.</param>
    /// <param name="plan">What is counted; columns that the table lacks are left out.</param>
    /// <param name="nullValues">Values that stand for a missing one in every column, as rows that come in are read with.</param>
    /// <param name="start">First instant.</param>
    /// <param name="end">End, exclusive.</param>
    /// <exception cref="SourceException">A column's type does not fit what it holds in the reference.</exception>
    public static (SourceStatement Statement, IReadOnlyList<ColumnToCount> Counted) Of(
        SqlDialect dialect,
        SourceTable table,
        IReadOnlyList<ColumnToCount> plan,
        IReadOnlyList<string> nullValues,
        DateTimeOffset start,
        DateTimeOffset end
    )
    {
        var byName = table.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        ColumnToCount[] counted = [.. plan.Where(p => byName.ContainsKey(p.Name))];
        var sql = new StringBuilder("SELECT ");
        for (var i = 0; i < counted.Length; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"k{i}, ");
        }

        sql.Append("COUNT(*) AS n FROM (SELECT ");
        for (var i = 0; i < counted.Length; i++)
        {
            sql.Append(KeyOf(dialect, byName[counted[i].Name], counted[i], nullValues)).Append(CultureInfo.InvariantCulture, $" AS k{i}, ");
        }

        sql.Append("1 AS one ").Append(table.Where(dialect)).Append(") AS counted GROUP BY GROUPING SETS (()");
        for (var i = 0; i < counted.Length; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $", (k{i})");
        }

        sql.Append(')');
        return (new SourceStatement(sql.ToString(), SourceTable.Between(start, end)), counted);
    }

    /// <summary>Reads the answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="counted">What was counted.</param>
    /// <returns>All rows, and the counts of each column.</returns>
    /// <exception cref="SourceException">It is no answer to this statement.</exception>
    public static (long Rows, IReadOnlyList<CountedValues> Columns) Read(SourceRows answer, IReadOnlyList<ColumnToCount> counted)
    {
        var missing = new long[counted.Count];
        var infinite = new long[counted.Count];
        var values = counted.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal)).ToArray();
        var cells = counted.Select(c => new long[c is CellsToCount numbers ? numbers.Edges.Count + 1 : 0]).ToArray();
        long rows = 0;
        foreach (var row in answer.Rows)
        {
            if (row.Count != counted.Count + 1 || !long.TryParse(row[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                throw new SourceException("The source returned something other than counts.");
            }

            var column = 0;
            while (column < counted.Count && row[column] is null)
            {
                column++;
            }

            if (column == counted.Count)
            {
                rows += count;
            }
            else if (counted[column] is ValuesToCount)
            {
                var value = row[column]!;
                if (value.Length == 0)
                {
                    missing[column] += count;
                }
                else
                {
                    values[column][value] = values[column].GetValueOrDefault(value) + count;
                }
            }
            else if (!int.TryParse(row[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key))
            {
                throw new SourceException("The source returned something other than counts.");
            }
            else if (key == MissingKey)
            {
                missing[column] += count;
            }
            else if (key == InfiniteKey)
            {
                infinite[column] += count;
            }
            else if (key < cells[column].Length)
            {
                cells[column][key] += count;
            }
        }

        return (rows, [.. counted.Select((c, i) => new CountedValues(c.Name, missing[i], infinite[i], cells[i], values[i]))]);
    }

    private static string KeyOf(SqlDialect dialect, SourceColumn column, ColumnToCount plan, IReadOnlyList<string> nullValues)
    {
        var name = dialect.Quote(column.Name);
        var written = dialect.AsText(name, column.Kind);
        // Declared values are compared as they would stand in the rows, letter by letter.
        var declared = nullValues.Count == 0 ? null : $"{dialect.Trimmed(written)} IN ({Listed(nullValues.Select(dialect.Literal))})";
        var orDeclared = declared is null ? "" : $" OR {declared}";
        switch (plan)
        {
            case ValuesToCount:
                return declared is null ? $"COALESCE({written}, '')" : $"CASE WHEN {declared} THEN '' ELSE COALESCE({written}, '') END";
            case PresenceToCount { Type: ColumnType.Categorical }:
                return $"CASE WHEN COALESCE({written}, '') = ''{orDeclared} THEN {MissingKey} ELSE 0 END";
            case PresenceToCount { Type: ColumnType.DateTime } when column.Kind is SourceKind.Text or SourceKind.Other:
                throw Misfit(column, "dates");
            case PresenceToCount:
                var text = $"LOWER({dialect.Trimmed(written)})";
                var nulls = Listed(NullSpellings.Words.Select(w => $"'{w}'"));
                return $"CASE WHEN {name} IS NULL OR {text} IN ({nulls}){orDeclared} THEN {MissingKey} ELSE 0 END";
            case CellsToCount numbers when column.Kind is SourceKind.Number or SourceKind.Single:
                var value = dialect.AsDouble(column.Kind is SourceKind.Single ? dialect.AsText(name) : name);
                return $"CASE WHEN {name} IS NULL OR {dialect.IsNotANumber(value)}{orDeclared} THEN {MissingKey} "
                    + $"WHEN {dialect.IsInfinite(value)} THEN {InfiniteKey} "
                    + $"ELSE {Cell(dialect, value, numbers.Edges, 0, numbers.Edges.Count)} END";
            default:
                throw Misfit(column, "numbers");
        }
    }

    private static string Listed(IEnumerable<string> literals) => string.Join(", ", literals);

    // The cell is found by halves, so that sixty cells take six comparisons.
    private static string Cell(SqlDialect dialect, string value, IReadOnlyList<double> edges, int low, int high)
    {
        if (low == high)
        {
            return low.ToString(CultureInfo.InvariantCulture);
        }

        var middle = (low + high) / 2;
        return $"CASE WHEN {value} <= {dialect.Number(edges[middle])} THEN {Cell(dialect, value, edges, low, middle)} "
            + $"ELSE {Cell(dialect, value, edges, middle + 1, high)} END";
    }

    private static SourceException Misfit(SourceColumn column, string what) =>
        new(
            $"The column {column.Name} is of type {column.Type}, but the reference has {what} in it. "
                + "Cast it in a view, or pull rows instead of counts."
        )
        {
            IsFinal = true,
        };
}
