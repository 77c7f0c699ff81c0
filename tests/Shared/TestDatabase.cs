using Governance.Data;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Testing;

/// <summary>
/// A database for one fixture: a copy of a migrated file, or a clone of a migrated template on the server that GOVERNANCE_TEST_POSTGRES
/// names.
/// </summary>
public sealed class TestDatabase
{
    public const string PostgresVariable = "GOVERNANCE_TEST_POSTGRES";

    private static readonly Lock s_gate = new();
    private static readonly Lazy<string> s_file = new(MigratedFile);
    private static bool s_templateReady;

    private readonly string? _name;

    private TestDatabase(string connectionString, string? name) => (ConnectionString, _name) = (connectionString, name);

    public string ConnectionString { get; }

    /// <summary>True when a PostgreSQL server is there for tests.</summary>
    public static bool HasPostgres => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(PostgresVariable));

    public static TestDatabase Create(DatabaseKind kind, string folder)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            var file = Path.Combine(folder, "governance.db");
            File.Copy(s_file.Value, file);
            return new TestDatabase($"Data Source={file}", null);
        }

        if (!HasPostgres)
        {
            Assert.Skip($"Set {PostgresVariable} to a PostgreSQL server to run this test there.");
        }

        var template = $"governance_template_{Environment.ProcessId}";
        var name = $"governance_{Guid.NewGuid():N}";
        lock (s_gate)
        {
            if (!s_templateReady)
            {
                Server($"CREATE DATABASE {template}");
                var options = new DbContextOptionsBuilder<PostgresGovernanceDbContext>()
                    .UseNpgsql(For(template, pooling: false), PostgresGovernanceDbContext.WithMigrations)
                    .Options;
                using var db = new PostgresGovernanceDbContext(options);
                db.Database.Migrate();
                s_templateReady = true;
            }

            // The files of eight hundred tables and indexes are copied in half the time that their pages take through the log.
            Server($"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        }

        return new TestDatabase(For(name, pooling: true), name);
    }

    public void Drop()
    {
        if (_name is null)
        {
            using var connection = new SqliteConnection(DataServices.Sqlite(ConnectionString));
            SqliteConnection.ClearPool(connection);
            return;
        }

        using (var connection = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        Server($"DROP DATABASE {_name} WITH (FORCE)");
    }

    // Closed without a connection in the pool, so that everything is in the one file.
    private static string MigratedFile()
    {
        var folder = Directory.CreateTempSubdirectory("governance-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var file = Path.Combine(folder, "governance.db");
        var options = new DbContextOptionsBuilder<SqliteGovernanceDbContext>()
            .UseSqlite(
                new SqliteConnectionStringBuilder(DataServices.Sqlite($"Data Source={file}")) { Pooling = false }.ConnectionString,
                SqliteGovernanceDbContext.WithMigrations
            )
            .Options;
        using var db = new SqliteGovernanceDbContext(options);
        db.Database.Migrate();
        return file;
    }

    private static string For(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(PostgresVariable))
        {
            Database = database,
            Pooling = pooling,
            MaxPoolSize = 20,
        }.ConnectionString;

    private static void Server(string statement)
    {
        using var connection = new NpgsqlConnection(For("postgres", pooling: false));
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Database names cannot be parameters; these are our own.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
