using System.Text;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>
/// Makes a backup of the whole installation while it runs. The order makes it one state: what was signed last is read before the database,
/// so the copy holds at least that; files of the store are only ever added, so what is copied after the database holds all it names.
/// </summary>
internal sealed class MakeBackup(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    BackUpDatabase database,
    ContentStore store,
    KeyFolder keys,
    LogReader log,
    IConfiguration configuration,
    IOptions<BackupOptions> options,
    IOptions<AuditOptions> audit,
    TimeProvider clock
)
{
    /// <summary>Files of the key folder that hold no secret: they say what was signed, and by which keys.</summary>
    public static readonly IReadOnlyList<string> Public = [LastCheckpoint.FileName, CheckpointList.FileName, LogKeyFiles.List];

    /// <summary>Makes it.</summary>
    /// <param name="path">Its folder; must be empty or not there.</param>
    /// <param name="previous">An earlier backup, whose files are used again where nothing changed; null for none.</param>
    /// <param name="ct">Stops; what was copied by then is no backup.</param>
    public async Task<MadeBackup> RunAsync(string path, string? previous, CancellationToken ct)
    {
        var folder = new BackupFolder(path);
        if (Directory.Exists(folder.Root) && Directory.EnumerateFileSystemEntries(folder.Root).Any())
        {
            return new MadeBackup(null, $"{folder.Root} is not empty. Name a folder that is empty or does not exist yet.");
        }

        ContentStore.MakeFolder(folder.Root);
        var parts = new List<BackupPart>();
        // Before the database: it then covers no more than the copy does.
        var signed = await ReadPublicAsync(ct);
        foreach (var (name, bytes) in signed)
        {
            using var stream = new MemoryStream(bytes, writable: false);
            parts.Add(await folder.WriteAsync(stream, $"{BackupFolder.Log}/{name}", ct));
        }

        var madeAt = clock.GetUtcNow();
        var entries = await log.SizeAsync(ct);
        if (entries > 0 && !signed.ContainsKey(LogKeyFiles.List))
        {
            return new MadeBackup(
                null,
                $"The key folder {keys.Path} lacks {LogKeyFiles.List}. Is its disk mounted? Nothing was backed up."
            );
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await NeededContent.ExpectAsync(store, db, ct);
        if (store.Shelf is FolderShelf { Away: { } away })
        {
            return new MadeBackup(null, $"{away} Nothing was backed up.");
        }

        var (kind, wrong) = await CopyDatabaseAsync(folder, parts, ct);
        if (wrong is not null)
        {
            return new MadeBackup(null, wrong);
        }

        var (files, bytesOfStore, linked, altered) = await CopyStoreAsync(folder, previous is null ? null : new BackupFolder(previous), ct);
        parts.Add(await folder.PartAsync(BackupFolder.StoreList, ct));
        if (options.Value.Recipient.Length > 0)
        {
            using var encrypted = new MemoryStream(await EncryptAsync(signed, ct), writable: false);
            parts.Add(await folder.WriteAsync(encrypted, BackupFolder.Keys, ct));
        }

        var manifest = new BackupManifest
        {
            Format = BackupManifest.Today,
            MadeAt = madeAt,
            Schema = SchemaVersions.Newest(db),
            Origin = await LogOrigin.GetAsync(db, audit.Value.Origin, ct),
            Entries = entries,
            Checkpoint = signed.TryGetValue(LastCheckpoint.FileName, out var note) ? Encoding.UTF8.GetString(note) : null,
            Database = kind,
            StoreFiles = files,
            StoreBytes = bytesOfStore,
            StoreLinked = linked,
            Parts = parts,
        };
        folder.Finish(manifest);
        return new MadeBackup(manifest, altered);
    }

    private async Task<(string? Kind, string? Wrong)> CopyDatabaseAsync(BackupFolder folder, List<BackupPart> parts, CancellationToken ct)
    {
        if (options.Value.Database is BackedUpDatabase.External)
        {
            return (null, null);
        }

        var isSqlite = DataServices.KindOf(configuration.Database()) is DatabaseKind.Sqlite;
        var (kind, file) = isSqlite ? ("sqlite", BackupFolder.Sqlite) : ("postgres", BackupFolder.Postgres);
        var (wrong, damage) = await database.RunAsync(folder.Path(file), ct);
        if (wrong is not null)
        {
            return (kind, $"The database was not copied: {wrong}");
        }

        if (damage is not null)
        {
            return (kind, $"The audit log is damaged, so nothing was backed up. To copy what is there, run db backup. {damage}");
        }

        parts.Add(await folder.PartAsync(file, ct));
        return (kind, null);
    }

    private async Task<(long Files, long Bytes, long Linked, string? Altered)> CopyStoreAsync(
        BackupFolder folder,
        BackupFolder? previous,
        CancellationToken ct
    )
    {
        var (files, bytes, linked) = (0L, 0L, 0L);
        string? altered = null;
        ContentStore.MakeFolder(folder.Path(BackupFolder.Store));
        await using var list = PrivateFiles.Create(folder.Path(BackupFolder.StoreList));
        await using var lines = new StreamWriter(list) { NewLine = "\n" };
        await foreach (var kept in store.Shelf.ListAsync(ct))
        {
            var name = kept.Sha256;
            var file = $"{BackupFolder.Store}/{name[..2]}/{name[2..4]}/{name}";
            var (part, isLinked) = await TakeAsync(folder, previous, kept, file, ct);
            if (part is null)
            {
                continue; // erased meanwhile
            }

            altered ??=
                part.Sha256 == name
                    ? null
                    : $"The content of the stored file {name} does not match its name. It was backed up as it is; run db check.";
            await lines.WriteLineAsync(part.Line.AsMemory(), ct);
            (files, bytes, linked) = (files + 1, bytes + part.Bytes, linked + (isLinked ? 1 : 0));
        }

        await lines.FlushAsync(ct);
        list.Flush(flushToDisk: true);
        return (files, bytes, linked, altered);
    }

    // A file's name is its digest: what an earlier backup has under it need not be copied again. Verifying reads all of it all the same.
    private async Task<(BackupPart? Part, bool IsLinked)> TakeAsync(
        BackupFolder folder,
        BackupFolder? previous,
        ShelvedContent kept,
        string file,
        CancellationToken ct
    )
    {
        try
        {
            if (previous is not null && new FileInfo(previous.Path(file)) is { Exists: true } earlier && earlier.Length == kept.SizeBytes)
            {
                ContentStore.MakeFolder(Path.GetDirectoryName(folder.Path(file))!);
                if (DurableFile.TryLink(earlier.FullName, folder.Path(file)))
                {
                    return (new BackupPart(file, kept.SizeBytes, kept.Sha256), true);
                }
            }

            await using var from = await store.OpenReadAsync(kept.Sha256, ct);
            return (await folder.WriteAsync(from, file, ct), false);
        }
        catch (FileNotFoundException)
        {
            return (null, false);
        }
    }

    private async Task<Dictionary<string, byte[]>> ReadPublicAsync(CancellationToken ct)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in Public.Where(n => File.Exists(keys.File(n))))
        {
            files[name] = await File.ReadAllBytesAsync(keys.File(name), ct);
        }

        return files;
    }

    // What was signed goes in as it was before the database was copied: keys and database of one backup then agree.
    private async Task<byte[]> EncryptAsync(Dictionary<string, byte[]> signed, CancellationToken ct)
    {
        var files = await KeyArchive.ReadAsync(keys, ct);
        foreach (var (name, bytes) in signed)
        {
            files[name] = bytes;
        }

        using var recipient = KeyArchive.ReadRecipient(options.Value.Recipient);
        return KeyArchive.Encrypt(files, recipient);
    }
}
