using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Kernel.Storage;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// What a restore needs and what it would drop is known before anything is touched: the sentence says what is missing, what would be lost
/// is counted and named, and no script loses it without saying that it may.
/// </summary>
public sealed class RestoreAsksFirstTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Restore_OntoAnEmptyMachine_AsksForTheKeyItNeeds_AndTouchesNothing(DatabaseKind kind)
    {
        using var world = new World(kind);
        var key = world.Installation.MakeRecipient();
        var backup = world.Installation.At("backup");
        await world.Installation.WorkAsync(5);
        Assert.Equal(HostCommandExit.Done, await world.Installation.RunAsync(new BackupCreateCommand(), backup));
        world.Lose();

        Assert.Equal(HostCommandExit.Wrong, await world.Installation.RunAsync(new BackupRestoreCommand(), backup));

        Assert.Empty(Files(world.Installation.At("live")));
        Assert.Contains("--recipient-key FILE", await SentenceAsync(world.Installation, backup, null), StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", await SentenceAsync(world.Installation, backup, null), StringComparison.Ordinal);
        Assert.Equal(HostCommandExit.Done, await world.Installation.RunAsync(new BackupRestoreCommand(), backup, "--recipient-key", key));
    }

    [Fact]
    public async Task Restore_WithTheKeysOfAnotherLog_OrOfABackupWithoutKeys_SaysWhatIsMissing()
    {
        using var installation = new StoppedInstallation();
        var (bare, encrypted) = (installation.At("bare"), installation.At("encrypted"));
        await installation.WorkAsync(3);
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCreateCommand(), bare));
        var key = installation.MakeRecipient();
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCreateCommand(), encrypted));
        installation.Lose();

        Assert.Equal(HostCommandExit.Wrong, await installation.RunAsync(new BackupRestoreCommand(), bare));
        Assert.Contains(
            "Restore the key folder from its own copy",
            await SentenceAsync(installation, bare, null),
            StringComparison.Ordinal
        );
        Assert.Contains("this backup has no keys", await SentenceAsync(installation, bare, key), StringComparison.Ordinal);

        // Another installation's keys are there.
        await installation.WorkAsync(2);
        var before = Files(installation.At("live"));
        Assert.Equal(HostCommandExit.Wrong, await installation.RunAsync(new BackupRestoreCommand(), encrypted, "--yes"));
        Assert.Contains("belongs to another log", await SentenceAsync(installation, encrypted, null), StringComparison.Ordinal);
        Assert.Contains("is not empty", await SentenceAsync(installation, encrypted, key), StringComparison.Ordinal);
        Assert.Equal(before, Files(installation.At("live")));
    }

    // The copy alone, with the keys lost: nothing is damaged either.
    [Fact]
    public async Task DatabaseCopy_WithoutTheKeys_IsRefusedForTheirSake()
    {
        using var installation = new StoppedInstallation();
        await installation.WorkAsync(3);
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCommand(), installation.At("copy")));
        Directory.Delete(installation.Keys, recursive: true);

        Assert.Equal(HostCommandExit.Failed, await installation.RunAsync(new RestoreCommand(), installation.At("copy"), "--yes"));

        await using var portal = installation.Build();
        var keys = portal.Services.GetRequiredService<KeyFolder>();
        var state = await RestoredState.ReadAsync(
            portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            keys,
            new LastCheckpoint(keys),
            Ct
        );
        Assert.Contains("Restore the key folder first", state.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Restore_ThatWouldDropEntries_CountsAndNamesThem_AndIsNotDoneUnasked(DatabaseKind kind)
    {
        using var world = new World(kind);
        var installation = world.Installation;
        var copy = installation.At("copy");
        await installation.WorkAsync(4);
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCommand(), copy));
        // As admin create-user on a stopped portal: written, and not signed.
        var before = await installation.WorkAsync(2, "user.created", signs: false);

        Assert.Equal(HostCommandExit.Wrong, await installation.RunAsync(new RestoreCommand(), copy));

        Assert.Equal(before, await SizeAsync(installation));
        var dropped = await DroppedAsync(installation, kind, copy);
        Assert.Equal(2, dropped.Count);
        Assert.Contains("2 log entries", dropped.Sentence, StringComparison.Ordinal);
        Assert.Contains("user.created ×2", dropped.Sentence, StringComparison.Ordinal);

        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new RestoreCommand(), copy, "--yes"));
        Assert.Equal(before - 2 + 1, await SizeAsync(installation)); // and database.restored
    }

    [Fact]
    public async Task Restore_OntoAnotherHistory_CountsFromWhereItDiffers()
    {
        using var installation = new StoppedInstallation();
        var copy = installation.At("copy");
        await installation.WorkAsync(3, signs: false);
        File.Copy(installation.At("live/governance.db"), installation.At("early.db"));
        await installation.WorkAsync(5, "one.way", signs: false);
        Assert.Equal(HostCommandExit.Done, await installation.RunAsync(new BackupCommand(), copy));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Copy(installation.At("early.db"), installation.At("live/governance.db"), overwrite: true);
        File.Delete(installation.At("live/governance.db-wal"));
        await installation.WorkAsync(7, "other.way", signs: false);

        var dropped = await DroppedAsync(installation, DatabaseKind.Sqlite, copy);

        Assert.Contains("other.way ×7", dropped.Sentence, StringComparison.Ordinal);
        Assert.Equal(7, dropped.Count);
    }

    // Database and keys come from one backup and agree: only someone outside knows that there was more.
    [Fact]
    public async Task Witness_ThatHasSeenMore_CanBeAnswered_ByANewNameOfTheLog()
    {
        using var installation = new StoppedInstallation();
        await installation.WorkAsync(3);
        var before = await OriginAsync(installation);
        Assert.Equal(HostCommandExit.Wrong, await installation.RunAsync(new RestoreCommand(), "--accept-loss", "lost site"));
        Assert.Equal(HostCommandExit.Wrong, await installation.RunAsync(new RestoreCommand(), "--witness-ahead"));

        Assert.Equal(
            HostCommandExit.Done,
            await installation.RunAsync(new RestoreCommand(), "--witness-ahead", "--accept-loss", "lost site")
        );

        Assert.StartsWith($"{before}/from-", await OriginAsync(installation), StringComparison.Ordinal);
    }

    private static async Task<string> OriginAsync(StoppedInstallation installation)
    {
        await using var portal = installation.Build();
        await Governance.Portal.Hosting.Startup.PrepareAsync(portal.Services, Ct);
        return portal.Services.GetRequiredService<Governance.Portal.Kernel.AuditLog.LogKey>().Origin;
    }

    private static async Task<DroppedEntries> DroppedAsync(StoppedInstallation installation, DatabaseKind kind, string copy)
    {
        await using var portal = installation.Build();
        var there = portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        return kind is DatabaseKind.Postgres
            ? await DroppedEntries.ReadAsync(there, await Data.Postgres.PostgresTools.CountAsync(copy, "AuditEntries", Ct), null, Ct)
            : await DroppedEntries.ReadAsync(there, null, new RestoreCommand.FileDatabase(copy), Ct);
    }

    private static async Task<string?> SentenceAsync(StoppedInstallation installation, string backup, string? key)
    {
        await using var portal = installation.Build();
        var folder = new BackupFolder(backup);
        var (keys, refused) = await RestoredKeys.OpenAsync(
            portal.Services.GetRequiredService<KeyFolder>(),
            folder,
            folder.Read().Manifest!,
            key is null ? null : new FileInfo(key),
            Ct
        );
        keys?.Dispose();
        return refused;
    }

    private static async Task<long> SizeAsync(StoppedInstallation installation)
    {
        await using var portal = installation.Build();
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        return await db.AuditEntries.LongCountAsync(Ct);
    }

    // Not the folders: a command may look whether one is there.
    private static List<string> Files(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Where(f => !f.EndsWith("-shm", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>An installation on either database, which can lose both.</summary>
    private sealed class World : IDisposable
    {
        private readonly TestDatabase? _database;
        private readonly string _folder = Directory.CreateTempSubdirectory("governance-world-").FullName;

        public World(DatabaseKind kind)
        {
            _database = kind is DatabaseKind.Postgres ? TestDatabase.Create(kind, _folder) : null;
            Installation = new StoppedInstallation(_database?.ConnectionString);
        }

        public StoppedInstallation Installation { get; }

        public void Lose()
        {
            Installation.Lose();
            if (_database is not null)
            {
                Npgsql.NpgsqlConnection.ClearAllPools();
                using var connection = new Npgsql.NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
                connection.Open();
                using var command = new Npgsql.NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public", connection);
                command.ExecuteNonQuery();
            }
        }

        public void Dispose()
        {
            Installation.Dispose();
            _database?.Drop();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
