using System.Net.Sockets;
using System.Resources;
using System.Security.Authentication;
using System.Security.Cryptography;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Custody;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Governance.Portal.Tests.Hosting;

/// <summary>Every reason not to start is one plain sentence and an exit code: all in a table, and three as they end a process.</summary>
public sealed class StartFaultsTests
{
    private const string Sqlite = "Data Source=/data/governance.db";
    private const string Postgres = "Host=db.bank.example;Database=governance;Username=governance_runtime;Password=PLANTED";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What is thrown, with the configured database, and what the sentence has to name.</summary>
    private static readonly (Exception Thrown, string Database, string[] Names)[] s_reasons =
    [
        // What an operator wrote.
        (Bound<LimitsOptions>("Limits:OpenPages", "PLANTED"), Sqlite, ["Limits__OpenPages must be a whole number"]),
        (Bound<LimitsOptions>("Limits:OpenPages", "99999999999"), Sqlite, ["Limits__OpenPages", "at most 2147483647"]),
        (Bound<SecurityOptions>("Security:BehindTlsProxy", "PLANTED"), Sqlite, ["Security__BehindTlsProxy must be true or false"]),
        (Read<bool>("Demo:Enabled", "PLANTED"), Sqlite, ["Demo__Enabled must be true or false"]),
        (Read<TimeSpan>("A:Time", "PLANTED's at 'x' to type 'y'"), Sqlite, ["A__Time must be a length of time"]),
        (Read<double>("A:Share", "PLANTED"), Sqlite, ["A__Share must be a number with a point"]),
        (Read<Uri>("A:Address", "http://"), Sqlite, ["A__Address must be an address"]),
        (Read<DayOfWeek>("A:Day", "PLANTED"), Sqlite, ["A__Day must be one of the values"]),
        (LogLevelOf("PLANTED"), Sqlite, ["below Logging__LogLevel is no level", "Trace, Debug, Information"]),
        (
            new OptionsValidationException("Limits", typeof(LimitsOptions), ["Limits__OpenPages must be 1 to 9"]),
            Sqlite,
            ["Limits__OpenPages must be 1 to 9."]
        ),
        (
            new AggregateException(
                new OptionsValidationException("A", typeof(LimitsOptions), ["A__One must be set"]),
                new OptionsValidationException("B", typeof(LimitsOptions), ["B__Two must be set"])
            ),
            Sqlite,
            ["A__One must be set. B__Two must be set."]
        ),
        (new FormatException("Invalid url: 'nowhere'"), Sqlite, ["Invalid url: 'nowhere'."]),
        (Thrown(() => DataServices.KindOf("nothing")), Sqlite, ["ConnectionStrings__Governance must begin with"]),
        (
            Thrown(() => DataServices.Sqlite("Data Source=a;Hst=PLANTED")),
            Sqlite,
            ["ConnectionStrings__Governance is no connection string of SQLite"]
        ),
        (
            Thrown(() => PostgresPatience.Of("Host=a;Hst=PLANTED", TimeSpan.Zero)),
            Postgres,
            ["ConnectionStrings__Governance is no connection string of PostgreSQL"]
        ),
        (MalformedFile(), Sqlite, ["appsettings", "json"]),
        (
            new InvalidOperationException("Unable to configure HTTPS endpoint. No server certificate was specified, and so on."),
            Sqlite,
            ["Kestrel__Certificates__Default__Path"]
        ),
        // What the installation is.
        (new KeyFolderException("Storage__KeyPath: /keys can be opened by others. Run: chmod 700 /keys"), Sqlite, ["chmod 700 /keys"]),
        (new UnauthorizedAccessException("Access to the path '/keys' is denied."), Sqlite, ["'/keys'", "account that owns"]),
        (new DirectoryNotFoundException("Could not find a part of the path '/keys/one'."), Sqlite, ["'/keys/one'"]),
        (new IOException("Read-only file system : '/data'", 30), Sqlite, ["Read-only file system : '/data'."]),
        (new IOException("No space left on device : '/data/x'", 28), Sqlite, ["The disk is full", "'/data/x'", "Free some space"]),
        (new CryptographicException("The certificate data cannot be read."), Sqlite, ["A key or certificate cannot be read"]),
        (new AuthenticationException("The remote certificate is invalid."), Sqlite, ["is not trusted"]),
        (new SigningKeyException("Audit__Signer: the program ended with 1."), Sqlite, ["Audit__Signer"]),
        (new SchemaTooNewException("The database has schema B; this program knows A."), Sqlite, ["has schema B"]),
        (new SchemaTooOldException("The database has the schema A."), Sqlite, ["has the schema A"]),
        (new SchemaRightsException("The database lacks 3 migrations, and the role r lacks the right CREATE."), Postgres, ["role r lacks"]),
        (new PoolerException("A pooler shares sessions."), Postgres, ["pooler"]),
        (new MissingSatelliteAssemblyException("de is missing."), Sqlite, ["de is missing"]),
        (
            new IOException("Failed to bind to address http://127.0.0.1:80: address already in use.", new AddressInUseException("in use")),
            Sqlite,
            ["http://127.0.0.1:80", "Stop the program that listens there"]
        ),
        (
            new IOException(
                "Failed to listen on http://10.0.0.1:80: Permission denied.",
                new SocketException((int)SocketError.AccessDenied)
            ),
            Sqlite,
            ["http://10.0.0.1:80", "Permission denied"]
        ),
        // What an SQLite file says, as a statement and as a save.
        (new SqliteException("busy", 5), Sqlite, ["/data/governance.db", "in use by another program"]),
        (new SqliteException("readonly", 8), Sqlite, ["/data/governance.db", "read-only"]),
        (new SqliteException("io", 10, 266), Sqlite, ["/data/governance.db", "266"]),
        (new SqliteException("malformed", 11), Sqlite, ["/data/governance.db", "Restore a backup"]),
        (new DbUpdateException("save", new SqliteException("full", 13)), Sqlite, ["disk of SQLite /data/governance.db is full"]),
        (new SqliteException("cantopen", 14), Sqlite, ["/data/governance.db", "cannot be opened"]),
        (new SqliteException("notadb", 26), Sqlite, ["no SQLite database"]),
        // What a PostgreSQL server says.
        (
            Said("42501", "permission denied for schema public"),
            Postgres,
            ["role governance_runtime", "permission denied for schema public", "Run \"db migrate\" as the role that owns the schema"]
        ),
        (Said("28P01", "password authentication failed"), Postgres, ["refuses the role governance_runtime"]),
        (Said("28000", "no pg_hba.conf entry"), Postgres, ["refuses the role governance_runtime", "no pg_hba.conf entry"]),
        (Said("3D000", "database \"governance\" does not exist"), Postgres, ["db.bank.example/governance does not exist"]),
        (
            new InvalidOperationException("query", Said("55P03", "canceling statement due to lock timeout")),
            Postgres,
            ["Another session holds a lock", "pg_locks"]
        ),
        (Said("25P03", "terminating connection"), Postgres, ["This process stood still for more than 3 seconds"]),
        (
            new DbUpdateException("save", Said("53100", "could not extend file")),
            Postgres,
            ["disk of PostgreSQL db.bank.example/governance is full"]
        ),
        (Said("53300", "sorry, too many clients already"), Postgres, ["no connection to spare"]),
        (Said("57P03", "the database system is starting up"), Postgres, ["db.bank.example/governance cannot be reached", "starting up"]),
        (
            new InvalidOperationException(
                "An exception has been raised that is likely due to a transient failure.",
                new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused))
            ),
            Postgres,
            ["db.bank.example/governance cannot be reached", "Check that it runs"]
        ),
        (
            new NpgsqlException("Exception while reading from stream", new TimeoutException("Timeout")),
            Postgres,
            ["cannot be reached, or ended the connection"]
        ),
        (new SocketException((int)SocketError.HostNotFound), Postgres, ["db.bank.example/governance cannot be reached"]),
        (
            new HttpRequestException("Connection refused (witness.example:443)", new SocketException((int)SocketError.ConnectionRefused)),
            Postgres,
            ["Another system cannot be reached: Connection refused (witness.example:443)."]
        ),
        (new LogDamagedException("Log entry 4 is missing."), Postgres, ["Log entry 4 is missing"]),
    ];

    public static TheoryData<int> Reasons { get; } = [.. Enumerable.Range(0, s_reasons.Length)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Reason_IsOnePlainSentence_ThatNamesWhatToDo_AndNoValueAndNoPassword(int number)
    {
        var (thrown, database, names) = s_reasons[number];

        var fault = StartFaults.Of(thrown, database);

        Assert.NotNull(fault);
        Assert.All(names, name => Assert.Contains(name, fault.Sentence, StringComparison.Ordinal));
        Assert.EndsWith(".", fault.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Sentence);
        Assert.DoesNotContain("PLANTED", fault.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal(thrown is LogDamagedException ? 1 : 2, fault.ExitCode);
    }

    /// <summary>What no operator can do anything about keeps its stack trace, so that it can be reported.</summary>
    [Fact]
    public void Fault_OfTheProgram_IsNone()
    {
        Assert.Null(StartFaults.Of(new InvalidOperationException("No service for type 'X' has been registered."), Postgres));
        Assert.Null(StartFaults.Of(new ArgumentNullException("one"), Postgres));
        Assert.Null(StartFaults.Of(Said("42P01", "relation does not exist"), Postgres));
        Assert.Null(StartFaults.Of(new InvalidOperationException("outer", new FormatException("inner")), Sqlite));
    }

    [Fact]
    public async Task Process_WithAValueOfAnotherKind_EndsWithTheSentence_WhichDoctorSaysToo()
    {
        var folder = Directory.CreateTempSubdirectory("governance-fault-").FullName;
        try
        {
            var settings = Settings(folder, $"Data Source={Path.Combine(folder, "governance.db")}");
            settings["Limits__OpenPages"] = "abc";

            var served = await PortalProcess.RunAsync(settings, null, Ct, "serve");
            var touched = File.Exists(Path.Combine(folder, "governance.db"));
            var looked = await PortalProcess.RunAsync(settings, null, Ct, "doctor");

            Assert.Equal(2, served.Code);
            Assert.StartsWith("The portal cannot start: Limits__OpenPages must be a whole number", served.Errors, StringComparison.Ordinal);
            Assert.Single(served.Errors.TrimEnd().Split('\n'));
            Assert.False(touched, "The database was made before the settings were read.");
            Assert.Equal(1, looked.Code);
            Assert.Contains("fail  configuration: Limits__OpenPages must be a whole number", looked.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("configuration could not be checked", looked.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What <c>helm install</c> began with: the service's own role, before anyone migrated.</summary>
    [Fact]
    public async Task Process_OfTheServicesRole_OnAnEmptyDatabase_NamesRoleAndRight_AndWhatComesFirst()
    {
        var folder = Directory.CreateTempSubdirectory("governance-fault-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        var role = $"runtime_{Guid.NewGuid():N}";
        await ExecuteAsync(
            database.ConnectionString,
            $"DROP SCHEMA public CASCADE; CREATE SCHEMA public; REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE {role} LOGIN"
        );
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Pooling = false };

            var (code, output, errors) = await PortalProcess.RunAsync(Settings(folder, connection.ConnectionString), null, Ct, "serve");

            Assert.Equal(2, code);
            Assert.StartsWith("The portal cannot start: The database lacks ", errors, StringComparison.Ordinal);
            Assert.Contains($"the role {role} lacks the right CREATE on the schema public", errors, StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
            Assert.DoesNotContain("\"LogLevel\":\"Error\"", output, StringComparison.Ordinal);
            Assert.DoesNotContain("\"EventId\":1509", output, StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync(database.ConnectionString, $"DROP ROLE {role}");
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Process_WhoseFollowersAreLocked_WaitsForThem_AndThenServes()
    {
        var folder = Directory.CreateTempSubdirectory("governance-fault-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        try
        {
            await using var other = new NpgsqlConnection(database.ConnectionString);
            await other.OpenAsync(Ct);
            await using var look = new NpgsqlConnection(database.ConnectionString);
            await look.OpenAsync(Ct);
            await using var transaction = await other.BeginTransactionAsync(Ct);
            await using (var hold = new NpgsqlCommand("""LOCK TABLE "LogFollowers" IN EXCLUSIVE MODE""", other, transaction))
            {
                await hold.ExecuteNonQueryAsync(Ct);
            }

            var starting = PortalProcess.StartAsync(Settings(folder, database.ConnectionString), Ct);
            var began = new HashSet<string>(StringComparer.Ordinal);
            await Until.HoldsAsync(
                "the node waits for the lock a second time",
                s_patience,
                async ct =>
                {
                    await using var waits = new NpgsqlCommand(
                        "SELECT query_start::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
                        look
                    );
                    if (await waits.ExecuteScalarAsync(ct) is string start)
                    {
                        began.Add(start);
                    }

                    return began.Count > 1;
                },
                Ct
            );
            await transaction.RollbackAsync(Ct);
            await using var node = await starting;
            using var client = new HttpClient { BaseAddress = node.Address };

            await Until.HoldsAsync(
                "the node is ready",
                s_patience,
                async ct => (await client.GetAsync("/readyz", ct)).IsSuccessStatusCode,
                Ct
            );
            // What people open first was tried before, and nothing of it failed. A busy machine may have had enough of it.
            Assert.Equal(
                2,
                node.Lines.Count(l =>
                    l.Contains("\"EventId\":1218", StringComparison.Ordinal) || l.Contains("\"EventId\":1231", StringComparison.Ordinal)
                )
            );
            Assert.DoesNotContain(node.Lines, l => l.Contains("\"EventId\":1219", StringComparison.Ordinal));
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, string> Settings(string folder, string connection) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = connection,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };

    private static PostgresException Said(string state, string words) => new(words, "ERROR", "ERROR", state);

    private static IConfiguration With(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value }).Build();

    private static Exception Bound<T>(string key, string value)
        where T : class, new() =>
        Thrown(() =>
            new ServiceCollection()
                .AddSingleton(With(key, value))
                .AddOptions<T>()
                .BindConfiguration(key.Split(':')[0])
                .Services.BuildServiceProvider()
                .GetRequiredService<IOptions<T>>()
                .Value
        );

    private static Exception Read<T>(string key, string value) => Thrown(() => With(key, value).GetValue<T>(key));

    private static Exception LogLevelOf(string value) =>
        Thrown(() =>
            new ServiceCollection()
                .AddLogging(l => l.AddConfiguration(With("LogLevel:Default", value)))
                .BuildServiceProvider()
                .GetRequiredService<IOptions<LoggerFilterOptions>>()
                .Value
        );

    private static Exception MalformedFile()
    {
        var file = Path.Combine(Path.GetTempPath(), $"appsettings-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, "{ \"Limits\": ");
        try
        {
            return Thrown(() => new ConfigurationBuilder().AddJsonFile(file).Build());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Exception Thrown(Func<object?> act) => Record.Exception(() => act())!;

    private static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // Statements of this test.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
