using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

public sealed class WarehouseDialectTests
{
    private static readonly SourceOptions s_options = new()
    {
        Name = "lake",
        Database = "main",
        Schema = "scores",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("databricks", "`a``b`", "CAST(x AS DOUBLE)", "-1.5E-05D", @"'O\'Hara \\ \u000a'", ":from", @"trim(BOTH ' \t\r\n' FROM x)")]
    [InlineData(
        "snowflake",
        "\"a`b\"",
        "CAST(x AS DOUBLE PRECISION)",
        "CAST('-1.5E-05' AS DOUBLE PRECISION)",
        @"'O''Hara \\ \u000a'",
        "to_timestamp_tz(:from)",
        @"trim(x, ' \t\r\n')"
    )]
    [InlineData("bigquery", @"`a\`b`", "CAST(x AS FLOAT64)", "-1.5E-05", @"'O\'Hara \\ \u000a'", ":from", @"trim(x, ' \t\r\n')")]
    public void Words_OfADialect_AreItsOwn(
        string kind,
        string name,
        string number,
        string literal,
        string text,
        string time,
        string trimmed
    )
    {
        var dialect = Dialect(kind);

        Assert.Equal(name, dialect.Quote("a`b"));
        Assert.Equal(number, dialect.AsDouble("x"));
        Assert.Equal(literal, dialect.Number(-0.000015));
        Assert.Equal(text, dialect.Literal("O'Hara \\ \n"));
        Assert.Equal(time, dialect.Time("from"));
        Assert.Equal(trimmed, dialect.Trimmed("x"));
    }

    [Theory]
    [InlineData(
        "databricks",
        @"date_format(to_utc_timestamp(x, current_timezone()), 'yyyy-MM-dd\'T\'HH:mm:ss.SSSSSS\'Z\'')",
        "CAST(x AS STRING)"
    )]
    [InlineData("snowflake", """to_char(convert_timezone('UTC', x), 'YYYY-MM-DD"T"HH24:MI:SS.FF6"Z"')""", "CAST(x AS VARCHAR)")]
    [InlineData("bigquery", "format_timestamp('%Y-%m-%dT%H:%M:%E6SZ', x, 'UTC')", "CAST(x AS STRING)")]
    public void Text_OfAnInstant_IsIsoInUtc(string kind, string instant, string other)
    {
        Assert.Equal(instant, Dialect(kind).AsText("x", SourceKind.Instant));
        Assert.Equal(other, Dialect(kind).AsText("x", SourceKind.Boolean));
    }

    [Theory]
    [InlineData("databricks")]
    [InlineData("snowflake")]
    [InlineData("bigquery")]
    public void Describe_EveryKind_IsOneThatIsKnown(string kind)
    {
        var kinds = System.Text.RegularExpressions.Regex.Matches(Dialect(kind).Describe(["daily"]).Sql, "THEN '([a-z-]+)'");

        Assert.NotEmpty(kinds);
        Assert.All(kinds, k => Assert.True(Governance.Domain.WireName.TryParse<SourceKind>(k.Groups[1].Value, out _), k.Value));
    }

    [Theory]
    [InlineData("databricks", 3, "3D")]
    [InlineData("bigquery", 3, "3.0")]
    [InlineData("bigquery", 1e20, "1E+20")]
    [InlineData("snowflake", 0.1, "CAST('0.1' AS DOUBLE PRECISION)")]
    public void Number_InAStatement_IsDoublePrecision(string kind, double value, string expected) =>
        Assert.Equal(expected, Dialect(kind).Number(value));

    [Theory]
    [InlineData("databricks")]
    [InlineData("snowflake")]
    [InlineData("bigquery")]
    public void Number_ThatIsNotFinite_HasNoPlaceInAStatement(string kind) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Dialect(kind).Number(double.NaN));

    [Theory]
    [InlineData("databricks", "`main`.information_schema.columns")]
    [InlineData("snowflake", "\"main\".information_schema.columns")]
    [InlineData("bigquery", "`main`.`scores`.INFORMATION_SCHEMA.COLUMNS")]
    public void Describe_TableWithoutSchema_TakesTheConnections(string kind, string from)
    {
        var statement = Dialect(kind).Describe(["daily"]);

        Assert.Contains($" FROM {from} ", statement.Sql, StringComparison.Ordinal);
        Assert.Equal("daily", statement.Parameters["table"].Text);
    }

    [Fact]
    public void Describe_TableOfTooManyParts_IsRefused() =>
        Assert.Throws<SourceException>(() => Dialect("snowflake").Describe(["a", "b", "c", "d"]));

    [Theory]
    [InlineData("SELECT :a, ':a', \":a\", `:a`, x::a, :ab, :a", "SELECT ?, ':a', \":a\", `:a`, x::a, :ab, ?")]
    [InlineData(@"SELECT 'it\'s :a', 'it''s :a', :a", @"SELECT 'it\'s :a', 'it''s :a', ?")]
    [InlineData(@"SELECT "":a\"", :a", @"SELECT "":a\"", ?")]
    [InlineData("SELECT ':a", "SELECT ':a")]
    public void Parameter_InQuotes_IsText(string sql, string expected) =>
        Assert.Equal(
            expected,
            NamedParameters.Replace(
                new SourceStatement(sql, new Dictionary<string, SourceValue>(StringComparer.Ordinal) { ["a"] = SourceValue.Of(1) }),
                _ => "?"
            )
        );

    // The words of Snowflake's dialect are standard enough for PostgreSQL, where NaN is greater than every number too.
    [Fact]
    [Trait("Needs", "Postgres")]
    public async Task Counts_InTheWordsOfSnowflake_AreWhatTheyMean_OnPostgres()
    {
        if (!TestDatabase.HasPostgres)
        {
            Assert.Skip($"Set {TestDatabase.PostgresVariable} to a PostgreSQL server to run this test there.");
        }

        var dialect = Dialect("snowflake");
        double[] edges = [-0.1, 0.1, 0.30000000000000004, 1e300];
        double?[] values =
        [
            null,
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            -0.1,
            -0.0,
            0.1,
            0.3,
            0.30000000000000004,
            1e300,
            double.MaxValue,
        ];
        var x = dialect.AsDouble(dialect.Quote("the score"));
        var counts = new List<string>
        {
            Count($"{x} IS NULL"),
            Count(dialect.IsNotANumber(x)),
            Count(dialect.IsInfinite(x)),
            Count($"{dialect.IsFinite(x)} AND {x} <= {dialect.Number(edges[0])}"),
        };
        counts.AddRange(
            edges
                .Zip(edges.Skip(1))
                .Select(e => Count($"{dialect.IsFinite(x)} AND {x} > {dialect.Number(e.First)} AND {x} <= {dialect.Number(e.Second)}"))
        );
        counts.Add(Count($"{dialect.IsFinite(x)} AND {x} > {dialect.Number(edges[^1])}"));
        counts.Add(Count($"{dialect.Literal("O'Hara")} = 'O''Hara'"));

        await using var connection = new NpgsqlConnection(Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable));
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is what is tested.
        command.CommandText = $"SELECT {string.Join(", ", counts)} FROM unnest($1) AS t (\"the score\")";
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<double?[]> { TypedValue = values });
        await using var reader = await command.ExecuteReaderAsync(Ct);
        Assert.True(await reader.ReadAsync(Ct));

        Assert.Equal([1, 1, 2, 1, 2, 2, 1, 1, values.Length], Enumerable.Range(0, counts.Count).Select(reader.GetInt64));
    }

    [Theory]
    [InlineData("databricks", "", "secret", "__Address must be")]
    [InlineData("databricks", "https://a.example/path", "secret", "__Address must be")]
    [InlineData("databricks", "https://a.example", "", "__SecretFile or __Secret is missing")]
    [InlineData("databricks", "https://a.example", "secret", "__Warehouse is missing")]
    [InlineData("snowflake", "https://a.example", "secret", "__Warehouse is missing")]
    [InlineData("bigquery", "https://a.example", "secret", null)]
    public void Doubt_AboutSettings_NamesTheKey(string kind, string address, string secret, string? doubt)
    {
        using var connection = new Connection(new SourceOptions());

        var said = Factory(kind, connection)
            .Doubt(
                new SourceOptions
                {
                    Name = "x",
                    Address = address,
                    Secret = secret,
                    Database = "main",
                }
            );

        if (doubt is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(doubt, said, StringComparison.Ordinal);
        }
    }

    private static string Count(string condition) => $"count(CASE WHEN {condition} THEN 1 END)";

    private static ISqlSourceFactory Factory(string kind, Connection connection) =>
        kind switch
        {
            "databricks" => new DatabricksFactory(connection.Parts),
            "snowflake" => new SnowflakeFactory(connection.Parts),
            _ => new BigQueryFactory(connection.Parts),
        };

    private static WarehouseDialect Dialect(string kind) =>
        kind switch
        {
            "databricks" => new DatabricksDialect(s_options),
            "snowflake" => new SnowflakeDialect(s_options),
            _ => new BigQueryDialect(s_options),
        };
}
