namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>SQL of Snowflake. Names in quotes are taken in their case; names made without quotes are in capitals.</summary>
internal sealed class SnowflakeDialect(SourceOptions options) : WarehouseDialect
{
    private const string Iso = """'YYYY-MM-DD"T"HH24:MI:SS.FF6"Z"'""";

    public override string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string AsDouble(string expression) => $"CAST({expression} AS DOUBLE PRECISION)";

    public override string AsText(string expression) => $"CAST({expression} AS VARCHAR)";

    public override string AsText(string expression, SourceKind kind) =>
        kind switch
        {
            SourceKind.Instant => $"to_char(convert_timezone('UTC', {expression}), {Iso})",
            SourceKind.LocalTime => $"to_char({expression}, {Iso})",
            _ => AsText(expression),
        };

    public override string Trimmed(string expression) => $@"trim({expression}, ' \t\r\n')";

    // A number with a point is a fixed-point number of at most 38 digits; the text of a number becomes the nearest double.
    public override string Number(double value) => $"CAST('{Shortest(value)}' AS DOUBLE PRECISION)";

    public override string Literal(string value) => Quoted(value, "''");

    // Not a number is greater than every number here, and so outside of the bounds too.
    public override string IsFinite(string expression) =>
        $"({expression} >= {Number(-double.MaxValue)} AND {expression} <= {Number(double.MaxValue)})";

    public override string IsInfinite(string expression) =>
        $"({expression} = CAST('inf' AS DOUBLE PRECISION) OR {expression} = CAST('-inf' AS DOUBLE PRECISION))";

    public override string IsNotANumber(string expression) => $"({expression} = CAST('NaN' AS DOUBLE PRECISION))";

    // Parameters of the SQL API have a type each; a text with its offset is the same instant whatever the session's time zone is.
    public override string Time(string name) => $"to_timestamp_tz(:{name})";

    public override SourceStatement Describe(IReadOnlyList<string> table)
    {
        var (database, schema, name) = Parts(table, options);
        var kinds = Kinds(
            "data_type",
            ("number", ["NUMBER", "DECFLOAT", "FLOAT"]),
            ("text", ["TEXT"]),
            ("instant", ["TIMESTAMP_LTZ", "TIMESTAMP_TZ"]),
            ("local-time", ["TIMESTAMP_NTZ"]),
            ("date", ["DATE"]),
            ("boolean", ["BOOLEAN"])
        );
        var catalogue = database.Length > 0 ? Quote(database) + "." : "";
        return new SourceStatement(
            $"SELECT column_name AS \"name\", data_type AS \"type\", {kinds} AS \"kind\" FROM {catalogue}information_schema.columns "
                + "WHERE table_schema = :schema AND table_name = :table ORDER BY ordinal_position",
            new Dictionary<string, SourceValue>(StringComparer.Ordinal)
            {
                ["schema"] = SourceValue.Of(schema),
                ["table"] = SourceValue.Of(name),
            }
        );
    }
}
