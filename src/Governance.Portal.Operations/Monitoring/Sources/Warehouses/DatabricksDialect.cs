namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>SQL of Databricks (Spark with ANSI mode, as SQL warehouses have it).</summary>
internal sealed class DatabricksDialect(SourceOptions options) : WarehouseDialect
{
    private const string Iso = @"'yyyy-MM-dd\'T\'HH:mm:ss.SSSSSS\'Z\''";

    public override string Quote(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    public override string AsDouble(string expression) => $"CAST({expression} AS DOUBLE)";

    public override string AsText(string expression) => $"CAST({expression} AS STRING)";

    // Whatever time zone the warehouse has, the text is in UTC.
    public override string AsText(string expression, SourceKind kind) =>
        kind switch
        {
            SourceKind.Instant => $"date_format(to_utc_timestamp({expression}, current_timezone()), {Iso})",
            SourceKind.LocalTime => $"date_format({expression}, {Iso})",
            _ => AsText(expression),
        };

    public override string Trimmed(string expression) => $@"trim(BOTH ' \t\r\n' FROM {expression})";

    // The D says double precision; without it a number with a point is a DECIMAL.
    public override string Number(double value) => Shortest(value) + "D";

    // Two quotes would end one text and begin the next.
    public override string Literal(string value) => Quoted(value, @"\'");

    // Not a number is greater than every number here, and so outside of the bounds too.
    public override string IsFinite(string expression) => $"({expression} >= -{Largest}D AND {expression} <= {Largest}D)";

    public override string IsInfinite(string expression) => $"(abs({expression}) = CAST('Infinity' AS DOUBLE))";

    public override string IsNotANumber(string expression) => $"isnan({expression})";

    public override SourceStatement Describe(IReadOnlyList<string> table)
    {
        var (database, schema, name) = Parts(table, options);
        var kinds = Kinds(
            "upper(data_type)",
            ("number", ["TINYINT", "BYTE", "SMALLINT", "SHORT", "INT", "INTEGER", "BIGINT", "LONG", "DOUBLE", "DECIMAL"]),
            ("single", ["FLOAT"]),
            ("text", ["STRING", "VARCHAR", "CHAR"]),
            ("instant", ["TIMESTAMP"]),
            ("local-time", ["TIMESTAMP_NTZ"]),
            ("date", ["DATE"]),
            ("boolean", ["BOOLEAN"])
        );
        var catalogue = database.Length > 0 ? Quote(database) + "." : "";
        return new SourceStatement(
            $"SELECT column_name AS name, data_type AS type, {kinds} AS kind FROM {catalogue}information_schema.columns "
                + "WHERE table_schema = lower(:schema) AND table_name = lower(:table) ORDER BY ordinal_position",
            new Dictionary<string, SourceValue>(StringComparer.Ordinal)
            {
                ["schema"] = SourceValue.Of(schema),
                ["table"] = SourceValue.Of(name),
            }
        );
    }
}
