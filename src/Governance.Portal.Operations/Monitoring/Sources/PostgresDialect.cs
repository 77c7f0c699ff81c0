using System.Globalization;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>SQL of PostgreSQL.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    private const string Iso = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""";

    /// <summary>Where the values of parameters stand during a transaction; COPY takes no parameters of its own.</summary>
    public const string Settings = "governance_source";

    public static PostgresDialect Instance { get; } = new();

    public override string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string AsDouble(string expression) => $"({expression})::double precision";

    public override string AsText(string expression) => $"({expression})::text";

    public override string AsText(string expression, SourceKind kind) =>
        kind switch
        {
            SourceKind.Instant => $"to_char(({expression}) AT TIME ZONE 'UTC', {Iso})",
            SourceKind.LocalTime => $"to_char({expression}, {Iso})",
            _ => AsText(expression),
        };

    public override string Number(double value) => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'::double precision";

    public override string Literal(string value) =>
        $"E'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    // PostgreSQL holds NaN equal to itself and above all others.
    public override string IsFinite(string expression) =>
        $"({expression} > '-Infinity'::double precision AND {expression} < 'Infinity'::double precision)";

    public override string IsInfinite(string expression) =>
        $"({expression} = 'Infinity'::double precision OR {expression} = '-Infinity'::double precision)";

    public override string IsNotANumber(string expression) => $"({expression} = 'NaN'::double precision)";

    public override string Trimmed(string expression) => $"btrim({expression}, E' \\t\\r\\n')";

    public override string Time(string name) => $"current_setting('{Settings}.{name}')::timestamptz";

    public override SourceStatement Describe(IReadOnlyList<string> table) =>
        new(
            $"""
            SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
              CASE t.typname
                WHEN 'int2' THEN 'number' WHEN 'int4' THEN 'number' WHEN 'int8' THEN 'number' WHEN 'numeric' THEN 'number'
                WHEN 'float8' THEN 'number' WHEN 'float4' THEN 'single' WHEN 'text' THEN 'text' WHEN 'varchar' THEN 'text'
                WHEN 'bool' THEN 'boolean' WHEN 'timestamptz' THEN 'instant' WHEN 'timestamp' THEN 'local-time' WHEN 'date' THEN 'date'
                ELSE 'other' END AS kind
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            WHERE n.nspname = current_setting('{Settings}.schema') AND c.relname = current_setting('{Settings}.table')
              AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """,
            new Dictionary<string, SourceValue>(StringComparer.Ordinal)
            {
                ["schema"] = SourceValue.Of(table[^2]),
                ["table"] = SourceValue.Of(table[^1]),
            }
        );
}
