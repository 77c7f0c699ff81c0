namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>GoogleSQL of BigQuery.</summary>
internal sealed class BigQueryDialect(SourceOptions options) : WarehouseDialect
{
    private const string Iso = "'%Y-%m-%dT%H:%M:%E6SZ'";

    public override string Quote(string identifier) =>
        $"`{identifier.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("`", @"\`", StringComparison.Ordinal)}`";

    public override string AsDouble(string expression) => $"CAST({expression} AS FLOAT64)";

    public override string AsText(string expression) => $"CAST({expression} AS STRING)";

    public override string AsText(string expression, SourceKind kind) =>
        kind switch
        {
            SourceKind.Instant => $"format_timestamp({Iso}, {expression}, 'UTC')",
            SourceKind.LocalTime => $"format_datetime({Iso}, {expression})",
            _ => AsText(expression),
        };

    public override string Trimmed(string expression) => $@"trim({expression}, ' \t\r\n')";

    // With a point or an exponent it is a FLOAT64, without one an INT64.
    public override string Number(double value)
    {
        var text = Shortest(value);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    public override string Literal(string value) => Quoted(value, @"\'");

    public override string IsFinite(string expression) =>
        $"({expression} IS NOT NULL AND NOT is_nan({expression}) AND NOT is_inf({expression}))";

    public override string IsInfinite(string expression) => $"is_inf({expression})";

    public override string IsNotANumber(string expression) => $"is_nan({expression})";

    public override SourceStatement Describe(IReadOnlyList<string> table)
    {
        var (database, schema, name) = Parts(table, options);
        // NUMERIC(10, 2) and STRING(20) have what is in parentheses in their names.
        var kinds = Kinds(
            "regexp_extract(data_type, r'^[A-Z0-9]+')",
            ("number", ["INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC"]),
            ("text", ["STRING"]),
            ("instant", ["TIMESTAMP"]),
            ("local-time", ["DATETIME"]),
            ("date", ["DATE"]),
            ("boolean", ["BOOL"])
        );
        var project = database.Length > 0 ? Quote(database) + "." : "";
        return new SourceStatement(
            $"SELECT column_name AS name, data_type AS type, {kinds} AS kind FROM {project}{Quote(schema)}.INFORMATION_SCHEMA.COLUMNS "
                + "WHERE table_name = :table ORDER BY ordinal_position",
            new Dictionary<string, SourceValue>(StringComparer.Ordinal) { ["table"] = SourceValue.Of(name) }
        );
    }
}
