using System.Globalization;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>A schema of its own on a real PostgreSQL server, with a table of predictions.</summary>
internal sealed class SourcePlace : IAsyncDisposable
{
    public const string Connection = "scoring";

    private static readonly string s_server = Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable) ?? "";

    private SourcePlace(NpgsqlConnectionStringBuilder server) => Server = server;

    public NpgsqlConnectionStringBuilder Server { get; }

    public string Schema { get; } = $"pull_{Guid.NewGuid():N}";

    public string Table => $"{Schema}.predictions";

    public static async Task<SourcePlace> CreateAsync()
    {
        if (!TestDatabase.HasPostgres)
        {
            Assert.Skip($"Set {TestDatabase.PostgresVariable} to a PostgreSQL server to run this test there.");
        }

        var place = new SourcePlace(new NpgsqlConnectionStringBuilder(s_server));
        await place.ExecuteAsync(
            $"""
            CREATE SCHEMA {place.Schema};
            CREATE TABLE {place.Table} (decision_id text, "timestamp" timestamptz, amount double precision, channel text,
              score double precision, prediction int, label int);
            """
        );
        return place;
    }

    /// <summary>Lets a portal use it.</summary>
    public void Configure(PortalFactory portal, int timeoutSeconds = 60, string? user = null)
    {
        var key = "Sources:Connections:0:";
        portal.Settings[key + "Name"] = Connection;
        portal.Settings[key + "Kind"] = "postgres";
        portal.Settings[key + "Address"] = Server.Host!.StartsWith('/') ? Server.Host : $"{Server.Host}:{Server.Port}";
        portal.Settings[key + "Database"] = Server.Database;
        portal.Settings[key + "User"] = user ?? Server.Username;
        portal.Settings[key + "Secret"] = Server.Password;
        portal.Settings[key + "TimeoutSeconds"] = timeoutSeconds.ToString(CultureInfo.InvariantCulture);
        portal.Settings["Outbound:PrivateHosts:0"] = Server.Host;
    }

    /// <summary>Copies rows of a log into the table.</summary>
    public async Task FillAsync(string csv)
    {
        await using var connection = new NpgsqlConnection(s_server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var writer = await connection.BeginTextImportAsync(
            $"COPY {Table} FROM STDIN (FORMAT csv, HEADER)",
            TestContext.Current.CancellationToken
        );
        await writer.WriteAsync(csv);
    }

    /// <summary>A table of the schema as CSV, as a person would upload it.</summary>
    public async Task<string> ReadAsync(string table)
    {
        await using var connection = new NpgsqlConnection(s_server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var zone = new NpgsqlCommand("SET TimeZone = 'UTC'", connection))
        {
            await zone.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var reader = await connection.BeginTextExportAsync(
            $"COPY {Schema}.{table} TO STDOUT (FORMAT csv, HEADER)",
            TestContext.Current.CancellationToken
        );
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(s_server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Statements of the tests.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
}
