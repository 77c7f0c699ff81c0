using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>
/// The keys with which a backup is restored: those that are there, or those of the backup, opened in a place of their own until nothing
/// speaks against the restore. Whether they fit is known before anything is touched.
/// </summary>
internal sealed class RestoredKeys : IDisposable
{
    private readonly string? _scratch;
    private readonly IReadOnlyDictionary<string, byte[]> _files;

    private RestoredKeys(KeyFolder folder, string? scratch, IReadOnlyDictionary<string, byte[]> files) =>
        (Folder, _scratch, _files) = (folder, scratch, files);

    /// <summary>The folder they are in now.</summary>
    public KeyFolder Folder { get; }

    /// <summary>Opens them.</summary>
    /// <param name="live">The key folder of the installation.</param>
    /// <param name="folder">The backup.</param>
    /// <param name="manifest">What it consists of.</param>
    /// <param name="key">The recipient's private key; null when none was named.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null, and why, when the backup cannot be restored with them.</returns>
    public static async Task<(RestoredKeys? Keys, string? Refused)> OpenAsync(
        KeyFolder live,
        BackupFolder folder,
        BackupManifest manifest,
        FileInfo? key,
        CancellationToken ct
    )
    {
        var hasKeys = File.Exists(folder.Path(BackupFolder.Keys));
        if (key is null)
        {
            return RefusesLive(live, manifest, hasKeys) is { } refused
                ? (null, refused)
                : (new RestoredKeys(live, null, new Dictionary<string, byte[]>(StringComparer.Ordinal)), null);
        }

        // Only into an empty folder: keys that are there may be newer, and what was signed with them would be lost with them.
        if (Directory.EnumerateFiles(live.Path, "*", SearchOption.AllDirectories).Any())
        {
            return (null, $"the key folder {live.Path} is not empty. Leave out --recipient-key to keep it, or move it away first.");
        }

        if (!hasKeys)
        {
            return (null, $"this backup has no keys. Restore the key folder {live.Path} from its own copy, and leave out --recipient-key.");
        }

        IReadOnlyDictionary<string, byte[]> files;
        try
        {
            files = KeyArchive.Decrypt(await File.ReadAllBytesAsync(folder.Path(BackupFolder.Keys), ct), key.FullName);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }

        var scratch = Directory.CreateTempSubdirectory("governance-keys-").FullName;
        var keys = new RestoredKeys(new KeyFolder(scratch), scratch, files);
        keys.Put(keys.Folder);
        return (keys, null);
    }

    /// <summary>Puts them into the installation's folder, unless they are there.</summary>
    /// <returns>How many files were written.</returns>
    public int PutInto(KeyFolder live)
    {
        Put(live);
        return _files.Count;
    }

    public void Dispose()
    {
        if (_scratch is not null)
        {
            Directory.Delete(_scratch, recursive: true);
        }
    }

    private void Put(KeyFolder keys)
    {
        foreach (var (name, bytes) in _files)
        {
            if (name.Split('/') is [var sub, _])
            {
                keys.Folder(sub);
            }

            DurableFile.Write(keys.File(name.Replace('/', Path.DirectorySeparatorChar)), bytes, overwrite: false);
        }
    }

    // A log that was never signed needs no key to be believed.
    private static string? RefusesLive(KeyFolder live, BackupManifest manifest, bool hasKeys)
    {
        if (manifest.Checkpoint is not { } checkpoint || !SignedNote.TryParse(checkpoint, out var signed))
        {
            return null;
        }

        var known = LogKeyFiles.ReadList(live);
        if (known.Count == 0)
        {
            return hasKeys
                ? $"the key folder {live.Path} is empty, and the keys of this backup are encrypted. Name the private key of their "
                    + "recipient: --recipient-key FILE."
                : $"the key folder {live.Path} is empty, and this backup has no keys. Restore the key folder from its own copy first.";
        }

        // A key may have signed under another name of the log than the one it is listed with.
        return known.Any(k => signed.Signatures.Any(s => signed.IsSignedBy(k.Named(s.Name))))
            ? null
            : $"the key folder {live.Path} belongs to another log than this backup: none of its keys signed the backup's last checkpoint. "
                + "Restore the key folder of this log, or move it away"
                + (hasKeys ? " and name the private key of the backup's recipient: --recipient-key FILE." : ".");
    }
}
