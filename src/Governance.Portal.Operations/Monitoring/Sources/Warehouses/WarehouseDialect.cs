using System.Globalization;
using System.Text;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>What the dialects of the services have in common.</summary>
internal abstract class WarehouseDialect : SqlDialect
{
    /// <summary>The largest finite number, as text.</summary>
    protected static string Largest { get; } = Shortest(double.MaxValue);

    /// <summary>The shortest text that reads back equal.</summary>
    protected static string Shortest(double value) =>
        double.IsFinite(value)
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : throw new ArgumentOutOfRangeException(nameof(value), "Only finite numbers are allowed in a statement.");

    /// <summary>A text in single quotes: a backslash escapes in all of these dialects, and so it is escaped itself.</summary>
    /// <param name="value">The text.</param>
    /// <param name="quote">How a single quote is written within.</param>
    protected static string Quoted(string value, string quote)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\'' => text.Append(quote),
                '\\' => text.Append(@"\\"),
                < ' ' or '\u007f' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append('\'').ToString();
    }

    /// <summary>The kind of a column by its type's name.</summary>
    /// <param name="expression">The type's name, SQL.</param>
    /// <param name="kinds">Kinds, as <see cref="SourceKind"/> has them, and the types that are of them.</param>
    protected static string Kinds(string expression, params ReadOnlySpan<(string Kind, string[] Types)> kinds)
    {
        var text = new StringBuilder("CASE");
        foreach (var (kind, types) in kinds)
        {
            text.Append(" WHEN ").Append(expression).Append(" IN (");
            text.AppendJoin(", ", types.Select(t => $"'{t}'")).Append(") THEN '").Append(kind).Append('\'');
        }

        return text.Append(" ELSE 'other' END").ToString();
    }

    /// <summary>The parts of a table's name, filled up from the connection's: catalogue, schema, table.</summary>
    protected static (string Database, string Schema, string Table) Parts(IReadOnlyList<string> table, SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        var parts = table.Count switch
        {
            1 => (options.Database, options.Schema, table[0]),
            2 => (options.Database, table[0], table[1]),
            3 => (table[0], table[1], table[2]),
            _ => throw new SourceException("Give the table name in one to three parts: catalogue, schema, table.") { IsFinal = true },
        };
        return parts.Item2.Length > 0
            ? parts
            : throw new SourceException(
                $"The connection \"{options.Name}\" has no schema. Include it in the name of the table: schema.table."
            )
            {
                IsFinal = true,
            };
    }
}
