namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>GoogleSQL of BigQuery.</summary>
internal sealed class BigQueryDialect(SourceOptions options) : WarehouseDialect
{
    public override string Quote(string identifier) =>
        $"`{identifier.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("`", @"\`", StringComparison.Ordinal)}`";

    public override string AsDouble(string expression) => $"CAST({expression} AS FLOAT64)";

    public override string AsText(string expression) => $"CAST({expression} AS STRING)";

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

    public override string CountIf(string condition) => $"countif({condition})";

    public override SourceStatement Describe(IReadOnlyList<string> table)
    {
        var (database, schema, name) = Parts(table, options);
        // NUMERIC(10, 2) and STRING(20) have what is in parentheses in their names.
        var kinds = Kinds(
            "regexp_extract(data_type, r'^[A-Z0-9]+')",
            ("number", ["INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC"]),
            ("text", ["STRING"]),
            ("time", ["DATE", "DATETIME", "TIMESTAMP"]),
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
