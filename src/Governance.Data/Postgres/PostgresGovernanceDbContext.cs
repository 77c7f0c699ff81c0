using System.Globalization;
using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Governance.Data.Postgres;

/// <summary>The database on a PostgreSQL server, for several nodes.</summary>
public sealed class PostgresGovernanceDbContext(DbContextOptions<PostgresGovernanceDbContext> options) : GovernanceDbContext(options)
{
    // Any constant will do, as long as every node uses the same: "GOVLOG" in ASCII.
    private const long LogLock = 0x474F564C4F47;
    private const long SignerLock = LogLock + 1;
    internal const long SetupLock = LogLock + 2;
    private const long PlaybookLock = LogLock + 3;

    // Bringing a large database to a new schema takes its time, and the other nodes wait for it.
    private static readonly TimeSpan s_longestSetup = TimeSpan.FromMinutes(30);

    // Longer than Audit__SignerSeconds can be.
    private static readonly TimeSpan s_longestSigning = TimeSpan.FromSeconds(65);

    /// <summary>Migrations lie in a project of their own, which this one cannot reference: it is named.</summary>
    public static void WithMigrations(NpgsqlDbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MigrationsAssembly("Governance.Data.Postgres");
    }

    // What holds the log's lock holds up every writer of every node: the server waits for it no longer than for a statement or two.
    internal override Task LockLogAsync(CancellationToken ct) =>
        Database.ExecuteSqlAsync(
            $"""
            SELECT set_config(
                'idle_in_transaction_session_timeout',
                COALESCE(current_setting({PostgresPatience.LogIdle}, true), {PostgresPatience.Milliseconds(PostgresPatience.Idle)}),
                true
            ), set_config('tcp_user_timeout', {PostgresPatience.Milliseconds(PostgresPatience.Unacknowledged)}, true),
            pg_advisory_xact_lock({LogLock})
            """,
            ct
        );

    // All in one round trip. Several statements all the same: the second has to see what was committed while the first waited. The other
    // nodes are told with the commit, and not at all when there is none.
    internal override async Task<LogEdge> LockEdgeAsync(CancellationToken ct)
    {
        await using var command = Database.GetDbConnection().CreateCommand();
        command.Transaction = Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = $"""
            SELECT set_config(
                'idle_in_transaction_session_timeout',
                COALESCE(current_setting('governance.log_idle', true), @idle),
                true
            ), set_config('tcp_user_timeout', @unacknowledged, true), pg_advisory_xact_lock(@lock);
            {LogEdge.Select}
            SELECT pg_notify('governance_log', ((SELECT COALESCE(MAX("Index"), -1) + 1 FROM "AuditEntries") || ' ') || news)
            FROM unnest(@news) news
            """;
        command.Parameters.Add(new NpgsqlParameter("idle", PostgresPatience.Milliseconds(PostgresPatience.Idle)));
        command.Parameters.Add(new NpgsqlParameter("unacknowledged", PostgresPatience.Milliseconds(PostgresPatience.Unacknowledged)));
        command.Parameters.Add(new NpgsqlParameter("lock", LogLock));
        command.Parameters.Add(new NpgsqlParameter<string[]>("news", LogNews.Of(Node, Pending)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await LogEdge.ReadAsync(reader, ct);
    }

    /// <inheritdoc/>
    public override async Task<bool> CanAppendAsync(TimeSpan patience, CancellationToken ct)
    {
        var before = await EndAsync(ct);
        await using var transaction = await Database.BeginTransactionAsync(ct);
        try
        {
            await Database.ExecuteSqlAsync($"SELECT set_config('lock_timeout', {PostgresPatience.Milliseconds(patience)}, true)", ct);
            await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LogLock})", ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await transaction.RollbackAsync(ct);
        }

        // Many writers make a long queue; as long as it moves, no one stands still.
        return await EndAsync(ct) > before;
    }

    private Task<long> EndAsync(CancellationToken ct) =>
        Database.SqlQuery<long>($"""SELECT COALESCE(MAX("Index"), -1) AS "Value" FROM "AuditEntries" """).SingleAsync(ct);

    /// <inheritdoc/>
    /// <remarks>A key that lies elsewhere takes its time, and only signing waits for it.</remarks>
    public override async Task LockSignerAsync(CancellationToken ct)
    {
        var longest = PostgresPatience.Milliseconds(s_longestSigning);
        await Database.ExecuteSqlAsync(
            $"""
            SELECT set_config('idle_in_transaction_session_timeout', {longest}, true), set_config('lock_timeout', {longest}, true),
                set_config('tcp_user_timeout', {PostgresPatience.Milliseconds(PostgresPatience.Unacknowledged)}, true)
            """,
            ct
        );
        await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SignerLock})", ct);
    }

    /// <inheritdoc/>
    public override Task LockPlaybooksAsync(CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PlaybookLock})", ct);

    /// <inheritdoc/>
    public override async Task<IAsyncDisposable?> LockSetupAsync(CancellationToken ct)
    {
        if (!await Database.CanConnectAsync(ct))
        {
            return null; // There is no database yet, and making it is the server's: only one of them can.
        }

        // Of the connection, not of a transaction: migrations have transactions of their own.
        await Database.OpenConnectionAsync(ct);
        var before = Database.GetCommandTimeout();
        try
        {
            // Until the lock is given back: what a migration asks of a large table takes longer than the statements of a page may.
            Database.SetCommandTimeout(s_longestSetup);
            // Of this connection, which is reset when it goes back: a migration waits, and thinks, as long as it has to.
            await Database.ExecuteSqlAsync(
                $"SELECT set_config('lock_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false)",
                ct
            );
            await Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({SetupLock})", ct);
        }
        catch
        {
            Database.SetCommandTimeout(before);
            await Database.CloseConnectionAsync();
            throw;
        }

        return new HeldSetup(this, before);
    }

    internal override Task<bool> HasHistoryAsync(CancellationToken ct) =>
        Database.SqlQuery<bool>($"""SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL AS "Value" """).SingleAsync(ct);

    internal override async Task EnsureDatabaseAsync(CancellationToken ct)
    {
        var creator = this.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(ct))
        {
            await creator.CreateAsync(ct);
        }
    }

    internal override async Task EnsureMayMigrateAsync(int missing, CancellationToken ct)
    {
        var right = await Database
            .SqlQuery<MigrationRight>(
                $"""
                SELECT current_user::text AS "Role", COALESCE(current_schema()::text, 'public') AS "Schema",
                    COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false) AS "MayCreate"
                """
            )
            .SingleAsync(ct);
        if (!right.MayCreate)
        {
            throw new SchemaRightsException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The database lacks {missing} {(missing == 1 ? "migration" : "migrations")}, and the role {right.Role} lacks "
                )
                    + $"the right CREATE on the schema {right.Schema} to apply them. Run \"db migrate\" as the role that owns the schema, "
                    + "then eng/postgres-roles.sql (docs/operations.md), and start again."
            );
        }

        // Made here: the migrator would first read the list of a new database, and fail, to see that there is none.
        if (!await HasHistoryAsync(ct))
        {
            await Database.ExecuteSqlRawAsync(this.GetService<IHistoryRepository>().GetCreateIfNotExistsScript(), ct);
        }
    }

    private sealed record MigrationRight(string Role, string Schema, bool MayCreate);

    private sealed class HeldSetup(PostgresGovernanceDbContext db, int? timeout) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            db.Database.SetCommandTimeout(timeout);
            try
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({SetupLock})");
            }
            catch (NpgsqlException)
            {
                // The server is gone, and the lock of its connection with it; what ends the setup says so itself.
            }
            finally
            {
                await db.Database.CloseConnectionAsync();
            }
        }
    }

    // A column has one type here, for every row; only a time may be none.
    internal override Task<List<CorruptRow>> FindCorruptRowsAsync(CancellationToken ct) =>
        Database
            .SqlQuery<CorruptRow>(
                $"""
                SELECT "Index", 'Log entry ' || "Index" || ' was changed: its time is none.' AS "Sentence"
                FROM "AuditEntries" WHERE "Time" NOT BETWEEN 0 AND {LastTick}
                UNION ALL
                SELECT NULL, 'The checkpoint of ' || "Size" || ' entries was changed: its time is none.'
                FROM "Checkpoints" WHERE "SignedAt" NOT BETWEEN 0 AND {LastTick}
                UNION ALL
                SELECT NULL, 'The cosignature of the checkpoint of ' || "Size" || ' entries was changed: its time is none.'
                FROM "CheckpointCosignatures" WHERE "At" NOT BETWEEN 0 AND {LastTick}
                LIMIT {CorruptRow.Most}
                """
            )
            .ToListAsync(ct);

    /// <inheritdoc/>
    public override async Task<DateTimeOffset> TimeAsync(CancellationToken ct) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            (
                await Database
                    .SqlQuery<long>($"""SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS bigint) AS "Value" """)
                    .ToListAsync(ct)
            )[0]
        );

    /// <inheritdoc/>
    public override Task<User?> LockUserForShareAsync(int id, CancellationToken ct) =>
        Database.CurrentTransaction is null
            ? Users.SingleOrDefaultAsync(u => u.Id == id, ct)
            : Users.FromSql($"""SELECT * FROM "AspNetUsers" WHERE "Id" = {id} FOR SHARE""").SingleOrDefaultAsync(ct);

    /// <inheritdoc/>
    public override Task<List<User>> LockUsersForShareAsync(IReadOnlyCollection<int> ids, CancellationToken ct)
    {
        // In one order, so that two who hold the same people do not wait for each other.
        var numbers = ids.Order().ToArray();
        return Database.CurrentTransaction is null
            ? Users.Where(u => numbers.Contains(u.Id)).ToListAsync(ct)
            : Users.FromSql($"""SELECT * FROM "AspNetUsers" WHERE "Id" = ANY({numbers}) ORDER BY "Id" FOR SHARE""").ToListAsync(ct);
    }

    /// <inheritdoc/>
    public override Task<Model?> LockModelAsync(string name, CancellationToken ct) =>
        Database.CurrentTransaction is null
            ? Models.SingleOrDefaultAsync(m => m.Name == name, ct)
            // Not FOR UPDATE: registering a version only needs the key, and need not wait.
            : Models.FromSql($"""SELECT * FROM "Models" WHERE "Name" = {name} FOR NO KEY UPDATE""").SingleOrDefaultAsync(ct);

    /// <inheritdoc/>
    public override Task<List<Model>> LockModelsAsync(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var all = names.ToArray();
        return Models.FromSql($"""SELECT * FROM "Models" WHERE "Name" = ANY ({all}) ORDER BY "Name" FOR NO KEY UPDATE""").ToListAsync(ct);
    }

    /// <inheritdoc/>
    public override Task LockModelOnlyAsync(string name, CancellationToken ct) =>
        Database.ExecuteSqlAsync($"""SELECT 1 FROM "Models" WHERE "Name" = {name} FOR NO KEY UPDATE""", ct);

    /// <inheritdoc/>
    public override Task<Model?> LockModelOfAsync(PromotionId promotion, CancellationToken ct) =>
        Database.CurrentTransaction is null
            ? Models.SingleOrDefaultAsync(m => Promotions.Any(p => p.Id == promotion && p.Model == m.Name), ct)
            // What a promotion is of never changes, so it may be looked up before the lock is there.
            : Models
                .FromSql(
                    $"""
                    SELECT * FROM "Models"
                    WHERE "Name" = (SELECT "Model" FROM "Promotions" WHERE "Id" = {promotion.Number})
                    FOR NO KEY UPDATE
                    """
                )
                .SingleOrDefaultAsync(ct);

    /// <inheritdoc/>
    public override Task<User?> LockUserForUpdateAsync(int id, CancellationToken ct) =>
        Users.FromSql($"""SELECT * FROM "AspNetUsers" WHERE "Id" = {id} FOR UPDATE""").SingleOrDefaultAsync(ct);
}
