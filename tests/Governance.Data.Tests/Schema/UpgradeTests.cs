using System.Collections.Concurrent;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Governance.Data.Tests.Schema;

/// <summary>An upgrade of a large database: statements have the time they need, it says how far it is, and takes nothing back.</summary>
public sealed class UpgradeTests
{
    private const string Earlier = "20261126100000_DecisionHoursBeside";
    private const string LeftOut = "20261126050000_ScaleIndexes";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Upgrade_TellsOfEachMigrationBeforeItBegins(DatabaseKind kind)
    {
        await using var database = new Empty(kind);
        await using var db = await database.Databases.CreateDbContextAsync(Ct);
        await db.Database.MigrateAsync(Earlier, Ct);
        string[] missing = [.. await db.Database.GetPendingMigrationsAsync(Ct)];
        var told = new Steps();

        await SchemaVersions.MigrateAsync(db, Ct, told);

        Assert.True(missing.Length > 5, "There is too little to apply.");
        Assert.Equal(missing.Select((m, i) => new MigrationStep(m, i + 1, missing.Length)), told.All);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
    }

    /// <summary>As after branches were merged out of order: going to the older migration would drop the tables of the newer.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Upgrade_OfADatabaseThatLacksOneInTheMiddle_TakesNothingBack(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync("""DROP INDEX "IX_FeatureDrifts_Drifting"; DROP INDEX "IX_Deployments_Serving" """, Ct);
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = {LeftOut}""", Ct);
        // Whoever applied the migrations after it again would have made the marker's table anew.
        await db.Database.ExecuteSqlRawAsync("""ALTER TABLE "DecisionHours" ADD COLUMN "Marker" integer NULL""", Ct);

        await SchemaVersions.MigrateAsync(db, Ct, new Steps());

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
        await db.Database.ExecuteSqlRawAsync("""SELECT "Marker" FROM "DecisionHours" """, Ct);
    }

    /// <summary>The first thing that an operator reads of a new installation holds no error.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite, true)]
    [InlineData(DatabaseKind.Postgres, true)]
    [InlineData(DatabaseKind.Postgres, false)]
    public async Task Upgrade_OfNothing_WritesNoLineOfLevelError(DatabaseKind kind, bool isThere)
    {
        await using var database = new Empty(kind);
        await using var db = await database.Databases.CreateDbContextAsync(Ct);
        if (!isThere)
        {
            await db.Database.EnsureDeletedAsync(Ct);
        }

        await using (await db.LockSetupAsync(Ct))
        {
            await SchemaVersions.MigrateAsync(db, Ct);
        }

        Assert.Empty(await SchemaVersions.PendingAsync(db, Ct));
        Assert.Equal([], database.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Words));
    }

    [Fact]
    public async Task Upgrade_ByARoleThatMayNotApplyIt_NamesRoleRightAndWhatComesFirst()
    {
        await using var database = new Empty(DatabaseKind.Postgres);
        var role = $"runtime_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var command = source.CreateCommand($"CREATE ROLE {role} LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        try
        {
            await using var services = Empty.Services(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Pooling = false }.ConnectionString,
                "",
                []
            );
            await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);

            var refused = await Assert.ThrowsAsync<SchemaRightsException>(() => SchemaVersions.MigrateAsync(db, Ct));

            Assert.Contains($"the role {role} lacks the right CREATE on the schema public", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Run \"db migrate\" as the role that owns the schema", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            await using var drop = source.CreateCommand($"DROP ROLE {role}");
            await drop.ExecuteNonQueryAsync(Ct);
        }
    }

    [Fact]
    public async Task Statement_OfAMigration_HasMoreTimeThanThatOfAPage_WhileTheLockIsHeld()
    {
        await using var database = new Empty(DatabaseKind.Postgres, ";Command Timeout=1");
        await using var db = await database.Databases.CreateDbContextAsync(Ct);

        await using (await db.LockSetupAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_sleep(1.5)", Ct);
        }

        await Assert.ThrowsAsync<NpgsqlException>(() => db.Database.ExecuteSqlAsync($"SELECT pg_sleep(10)", Ct));
    }

    /// <summary>What retention looks for has an index of its own: else each look reads all that was erased before.</summary>
    [Fact]
    public async Task Content_ThatIsNotErased_IsFoundByItsIndex_InEveryMonth()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlAsync($"""SELECT "MakeDecisionPartition"(2026, 11)""", Ct);
        var indexes = await db
            .Database.SqlQuery<string>(
                $"""SELECT indexdef AS "Value" FROM pg_indexes WHERE tablename IN ('Decisions', 'Decisions_2026_11')"""
            )
            .ToListAsync(Ct);
        Assert.Equal(2, indexes.Count(i => i.EndsWith("""("Source", "Time") WHERE ("Content" IS NOT NULL)""", StringComparison.Ordinal)));

        await using var single = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await using var file = await single.Databases.CreateDbContextAsync(Ct);
        await file.Database.OpenConnectionAsync(Ct);
        await using var explain = file.Database.GetDbConnection().CreateCommand();
        explain.CommandText = """
            EXPLAIN QUERY PLAN SELECT "Number" FROM "Decisions" WHERE "Source" IN (1, 2) AND "Time" < 5 AND "Content" IS NOT NULL LIMIT 10
            """;
        await using var plan = await explain.ExecuteReaderAsync(Ct);
        Assert.True(await plan.ReadAsync(Ct));
        Assert.Contains("IX_Decisions_Kept", plan.GetString(3), StringComparison.Ordinal);
    }

    // Calls back at once and in order, which Progress<T> does not.
    private sealed class Steps : IProgress<MigrationStep>
    {
        public List<MigrationStep> All { get; } = [];

        public void Report(MigrationStep value) => All.Add(value);
    }

    // A database without a schema.
    private sealed class Empty : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("governance-upgrade-").FullName;
        private readonly TestDatabase _database;
        private readonly ServiceProvider _services;

        public Empty(DatabaseKind kind, string more = "")
        {
            _database = TestDatabase.Create(kind, _folder);
            if (kind is DatabaseKind.Sqlite)
            {
                File.Delete(Path.Combine(_folder, "governance.db"));
            }
            else
            {
                using var source = NpgsqlDataSource.Create(_database.ConnectionString);
                using var command = source.CreateCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
                command.ExecuteNonQuery();
            }

            _services = Services(ConnectionString + more, Path.Combine(_folder, "artifacts"), Lines);
        }

        public ConcurrentBag<(LogLevel Level, string Words)> Lines { get; } = [];

        public string ConnectionString => _database.ConnectionString;

        public static ServiceProvider Services(string connection, string folder, ConcurrentBag<(LogLevel Level, string Words)> lines) =>
            new ServiceCollection()
                .AddLogging(l => l.AddProvider(new Kept(lines)))
                .AddSingleton(TimeProvider.System)
                .AddGovernanceData(connection, folder)
                .BuildServiceProvider();

        public IDbContextFactory<GovernanceDbContext> Databases => _services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            _database.Drop();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private sealed class Kept(ConcurrentBag<(LogLevel Level, string Words)> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Add((logLevel, formatter(state, exception)));

        public void Dispose() { }
    }
}
