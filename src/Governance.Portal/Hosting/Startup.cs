using Governance.Data;
using Governance.Data.Api;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.Decisions;
using Governance.Data.Postgres;
using Governance.Localisation;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Demo;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Organisations;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>What has to be there before the first request: folders, schema, installation id, the log's key.</summary>
public static partial class Startup
{
    /// <summary>
    /// Makes what is missing. Safe to repeat, and to run beside another node: where another session holds a lock that it needs, it is done
    /// again until <see cref="PostgresPatience.Start"/> is over.
    /// </summary>
    public static Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(services);
        return LockWaits.RetryAsync(
            token => PrepareOnceAsync(services, token),
            PostgresPatience.Start,
            services.GetRequiredService<TimeProvider>(),
            ct
        );
    }

    private static async Task PrepareOnceAsync(IServiceProvider services, CancellationToken ct)
    {
        services.GetRequiredService<Translator>().Check();
        using var host = services.GetRequiredService<DataScopeAccessor>().AsHost();
        var logger = services.GetRequiredService<ILogger<KeyFolder>>();
        var storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        _ = services.GetRequiredService<KeyFolder>();
        var configuration = services.GetRequiredService<IConfiguration>();
        var connection = configuration.Database();
        if (services.GetRequiredService<IOptions<DemoOptions>>().Value.Enabled && DemoFolder.Refuses(storage, connection) is { } refusal)
        {
            throw new OptionsValidationException(DemoOptions.Section, typeof(DemoOptions), [refusal]);
        }

        PrivateStorage.Ensure(storage.ArtifactPath, connection, logger);
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(ct);
        if (DataServices.KindOf(connection) is DatabaseKind.Postgres)
        {
            await PostgresSessions.CheckAsync(db.Database.GetConnectionString()!, ct);
        }

        await using var setup = await db.LockSetupAsync(ct);
        // A program that is older than its database would write rows that the newer one takes for damaged: it stops here.
        var progress = new UpgradeProgress(logger);
        await SchemaVersions.MigrateAsync(db, ct, progress);

        services.GetRequiredService<OrganisationZone>().Zone = (
            await services.GetRequiredService<ReadOrganisation>().RunAsync(db, ct)
        ).Zone;
        if (!await db.Settings.AnyAsync(s => s.Key == Setting.InstallationId, ct))
        {
            db.Settings.Add(new Setting { Key = Setting.InstallationId, Value = Guid.NewGuid().ToString("N") });
            await db.SaveChangesAsync(ct);
        }

        await NeededContent.ExpectAsync(services.GetRequiredService<ContentStore>(), db, ct);
        var key = services.GetRequiredService<LogKey>();
        var isNew = await key.OpenAsync(ct);
        if (!await db.AuditEntries.AnyAsync(ct))
        {
            // From here on, a key folder that knows of no checkpoint beside a log with entries is an alarm.
            services.GetRequiredService<LastCheckpoint>().List.Begin();
        }

        if (await LogAhead.FindAsync(db, services.GetRequiredService<TimeProvider>().GetUtcNow(), ct) is { } ahead)
        {
            LogAheadOfClock(logger, ahead.TotalSeconds);
        }

        if (isNew)
        {
            // Not through the logger: this line is for the person who pins the key, and is to be read as it is.
            await Console.Out.WriteLineAsync(
                $"Created the audit log's key. Its public key, which those who verify the log keep outside the portal: {key.Public}"
            );
        }

        if (await services.GetRequiredService<RecordAnchors>().RunAsync(progress, ct) is > 0 and var anchored)
        {
            LogAnchored(logger, anchored);
        }

        if (await DecisionWriter.CountAsync(db, ct, progress) is > 0 and var counted)
        {
            LogCounted(logger, counted);
        }

        if (DataServices.KindOf(connection) is DatabaseKind.Sqlite)
        {
            LogSqlite(logger, DataServices.SqliteVersion());
        }

        LogKeyIs(logger, key.Public.ToString());
        LogReady(logger, DataServices.Describe(connection), services.GetRequiredService<ContentStore>().Shelf.Name);
    }

    /// <summary>
    /// Deletes what a server that was ended by force left of uploads and of files it was writing. For the server alone: a host command may
    /// run beside one.
    /// </summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(services);
        // The one server of an SQLite file has begun nothing yet; beside a PostgreSQL there may be others.
        var connection = services.GetRequiredService<IConfiguration>().Database();
        var before =
            DataServices.KindOf(connection) is DatabaseKind.Sqlite
                ? DateTimeOffset.MaxValue
                : services.GetRequiredService<TimeProvider>().GetUtcNow().AddHours(-1);
        var swept = DurableFile.Sweep(services.GetRequiredService<KeyFolder>().Path, before);
        try
        {
            swept += await services.GetRequiredService<ContentStore>().SweepAsync(before, ct);
        }
        catch (ContentUnavailableException e)
        {
            // The node serves what needs no file, and the next start sweeps.
            LogNotSwept(services.GetRequiredService<ILogger<KeyFolder>>(), e);
        }

        if (DataServices.FileOf(connection) is { } file)
        {
            swept += DurableFile.Sweep(Path.GetDirectoryName(file)!, before);
        }

        if (swept > 0)
        {
            LogSwept(services.GetRequiredService<ILogger<KeyFolder>>(), swept);
        }
    }

    [LoggerMessage(1206, LogLevel.Information, "SQLite {Version} is in use")]
    private static partial void LogSqlite(ILogger logger, string version);

    [LoggerMessage(
        1217,
        LogLevel.Warning,
        "The last entry of the log is {Seconds} s later than this node's clock: the clock was wrong then, or is wrong now. Check its time "
            + "service; entries keep their order"
    )]
    private static partial void LogAheadOfClock(ILogger logger, double seconds);

    [LoggerMessage(1208, LogLevel.Information, "Deleted files that a process left behind when it ended: {Count}")]
    private static partial void LogSwept(ILogger logger, int count);

    [LoggerMessage(1214, LogLevel.Warning, "Uploads that an ended process left behind were not deleted: the content store does not answer")]
    private static partial void LogNotSwept(ILogger logger, Exception e);

    [LoggerMessage(1201, LogLevel.Information, "Database {Database} and store {Store} are ready")]
    private static partial void LogReady(ILogger logger, string database, string store);

    [LoggerMessage(
        1205,
        LogLevel.Warning,
        "The audit log now covers {Records} stored records that were older than its statements, or whose table an upgrade changed"
    )]
    private static partial void LogAnchored(ILogger logger, int records);

    [LoggerMessage(1209, LogLevel.Information, "The upgrade continues: {Rows} records of {Table} are stated again")]
    private static partial void LogAnchoring(ILogger logger, int rows, string table);

    [LoggerMessage(1215, LogLevel.Information, "The upgrade continues: migration {Migration} ({Number} of {Count}) begins")]
    private static partial void LogMigrating(ILogger logger, string migration, int number, int count);

    [LoggerMessage(1216, LogLevel.Information, "The upgrade continues: the decisions of {Batches} batches are counted by hour")]
    private static partial void LogCounting(ILogger logger, int batches);

    [LoggerMessage(1220, LogLevel.Information, "The decisions of {Batches} batches were counted by hour")]
    private static partial void LogCounted(ILogger logger, int batches);

    [LoggerMessage(1204, LogLevel.Information, "The audit log's public key is {PublicKey}")]
    private static partial void LogKeyIs(ILogger logger, string publicKey);

    // The start of an upgraded installation of many records takes minutes: its log shows that it goes on.
    private sealed class UpgradeProgress(ILogger logger) : IProgress<MigrationStep>, IProgress<(string Table, int Rows)>, IProgress<int>
    {
        private const int EveryRows = 5_000;
        private const int EveryBatches = 200;

        private (string Table, int Rows) _told = ("", 0);

        public void Report(MigrationStep value) => LogMigrating(logger, value.Migration, value.Number, value.Count);

        public void Report((string Table, int Rows) value)
        {
            var before = _told.Table == value.Table ? _told.Rows : 0;
            if (value.Rows - before >= EveryRows)
            {
                _told = value;
                LogAnchoring(logger, value.Rows, value.Table);
            }
        }

        public void Report(int value)
        {
            if (value % EveryBatches == 0)
            {
                LogCounting(logger, value);
            }
        }
    }
}
