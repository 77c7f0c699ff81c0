using System.Reflection;
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

    /// <summary>Names the folder where the programs of one run leave what each would make for itself.</summary>
    public const string SharedVariable = "GOVERNANCE_TEST_SHARED";

    // Any number that nothing else locks by.
    private const long TemplateLock = 20_261_127;

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

        var own = Shared is null ? $"_{Environment.ProcessId}" : "";
        var template = $"governance_template_{SchemaOf(DatabaseKind.Postgres)}{own}";
        var name = $"governance_{Guid.NewGuid():N}";
        lock (s_gate)
        {
            if (!s_templateReady)
            {
                MakeTemplate(template);
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

    private static string? Shared => Environment.GetEnvironmentVariable(SharedVariable) is { Length: > 0 } folder ? folder : null;

    // A schema is what the migrations make of nothing: another build of them may make another.
    private static string SchemaOf(DatabaseKind kind) =>
        Assembly.Load($"Governance.Data.{kind}").ManifestModule.ModuleVersionId.ToString("N")[..16];

    // The first program that asks makes it, under another name until it is whole; the others wait for it.
    private static void MakeTemplate(string template)
    {
        using var turn = new NpgsqlConnection(For("postgres", pooling: false));
        turn.Open();
        Ask(turn, $"SELECT pg_advisory_lock({TemplateLock})");
        if (Ask(turn, $"SELECT 1 FROM pg_database WHERE datname = '{template}'") is not null)
        {
            return;
        }

        var making = $"{template}_making";
        Ask(turn, $"DROP DATABASE IF EXISTS {making}");
        Ask(turn, $"CREATE DATABASE {making}");
        var options = new DbContextOptionsBuilder<PostgresGovernanceDbContext>()
            .UseNpgsql(For(making, pooling: false), PostgresGovernanceDbContext.WithMigrations)
            .Options;
        using (var db = new PostgresGovernanceDbContext(options))
        {
            db.Database.Migrate();
        }

        Ask(turn, $"ALTER DATABASE {making} RENAME TO {template}");
    }

    private static string MigratedFile()
    {
        if (Shared is not { } shared)
        {
            var folder = Directory.CreateTempSubdirectory("governance-template-").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
            return Migrated(Path.Combine(folder, "governance.db"));
        }

        var file = Path.Combine(shared, $"governance-{SchemaOf(DatabaseKind.Sqlite)}.db");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(shared);
            File.Move(Migrated(Path.Combine(shared, Path.GetRandomFileName())), file, overwrite: true);
        }

        return file;
    }

    // Closed without a connection in the pool, so that everything is in the one file.
    private static string Migrated(string file)
    {
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

    /// <summary>Lets PostgreSQL take no more connections to it, or take them again; those that are open stay.</summary>
    public void Allow(bool connections) => Server($"ALTER DATABASE {_name} WITH ALLOW_CONNECTIONS {connections}");

    private static void Server(string statement)
    {
        using var connection = new NpgsqlConnection(For("postgres", pooling: false));
        connection.Open();
        Ask(connection, statement);
    }

    private static object? Ask(NpgsqlConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Database names cannot be parameters; these are our own.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.CommandTimeout = 300;
        return command.ExecuteScalar();
    }
}
