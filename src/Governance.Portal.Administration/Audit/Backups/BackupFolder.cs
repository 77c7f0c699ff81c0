using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Storage;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>The folder of one backup.</summary>
internal sealed class BackupFolder(string path)
{
    public const string Manifest = "manifest.json";
    public const string ManifestDigest = "manifest.sha256";
    public const string Sqlite = "database.sqlite";
    public const string Postgres = "database.dump";
    public const string Keys = "keys.cms";
    public const string StoreList = "store.list";
    public const string Store = "store";
    public const string Log = "log";

    /// <summary>The folder.</summary>
    public string Root { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>A file in it.</summary>
    public string Path(string file) => System.IO.Path.Combine(Root, file.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>Digest and length of a file of it.</summary>
    public async Task<BackupPart> PartAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(Path(file));
        return new BackupPart(file, stream.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct)));
    }

    /// <summary>Writes a file of it, readable by its owner only, and says what was written.</summary>
    public async Task<BackupPart> WriteAsync(Stream from, string file, CancellationToken ct)
    {
        ContentStore.MakeFolder(System.IO.Path.GetDirectoryName(Path(file))!);
        await using var to = PrivateFiles.Create(Path(file));
        return await PrivateFiles.CopyAsync(from, to, ct) is var (bytes, sha256) ? new BackupPart(file, bytes, sha256) : null!;
    }

    /// <summary>Writes what it consists of: from here on it is a backup.</summary>
    public void Finish(BackupManifest manifest)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupManifest.Json);
        DurableFile.Write(Path(ManifestDigest), Encoding.ASCII.GetBytes(DigestLine(bytes)), overwrite: true);
        DurableFile.Write(Path(Manifest), bytes, overwrite: true);
    }

    /// <summary>Reads what it consists of.</summary>
    /// <returns>Null, and why, when it is no finished backup.</returns>
    public (BackupManifest? Manifest, string? Wrong) Read()
    {
        if (!File.Exists(Path(Manifest)) || !File.Exists(Path(ManifestDigest)))
        {
            return (null, $"{Root} is not a complete backup: {(File.Exists(Path(Manifest)) ? ManifestDigest : Manifest)} is missing.");
        }

        var bytes = File.ReadAllBytes(Path(Manifest));
        if (File.ReadAllText(Path(ManifestDigest)) != DigestLine(bytes))
        {
            return (null, $"{Manifest} does not match {ManifestDigest}: one of the two was changed.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(bytes, BackupManifest.Json);
            return manifest is { Format: BackupManifest.Today }
                ? (manifest, null)
                : (null, $"{Manifest} has a format that this program cannot read: {manifest?.Format}.");
        }
        catch (JsonException e)
        {
            return (null, $"{Manifest} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads every byte of it and names what is not as it was written.</summary>
    public async IAsyncEnumerable<string> VerifyAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var (manifest, wrong) = Read();
        if (manifest is null)
        {
            yield return wrong!;
            yield break;
        }

        var isListed = true;
        foreach (var part in manifest.Parts)
        {
            if (await FaultAsync(part, ct) is { } fault)
            {
                isListed &= part.File != StoreList;
                yield return fault;
            }
        }

        if (!isListed)
        {
            yield break; // it does not say any more what the store consists of
        }

        await foreach (var part in StoreAsync(ct))
        {
            if (await FaultAsync(part, ct) is { } fault)
            {
                yield return fault;
            }
        }
    }

    /// <summary>Files of the store, as they are listed.</summary>
    public async IAsyncEnumerable<BackupPart> StoreAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var lines = new StreamReader(Path(StoreList));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            yield return BackupPart.Parse(line) ?? throw new FormatException($"{StoreList} has an invalid line: {line}");
        }
    }

    private async Task<string?> FaultAsync(BackupPart part, CancellationToken ct)
    {
        if (part.File.Split('/').Any(p => p is "" or "." or ".."))
        {
            return $"{part.File} is outside the backup.";
        }

        if (!File.Exists(Path(part.File)))
        {
            return $"{part.File} is missing.";
        }

        var now = await PartAsync(part.File, ct);
        return now == part ? null : $"{part.File} was changed: it was written as {Text(part)} and is now {Text(now)}.";
    }

    private static string Text(BackupPart part) => FormattableString.Invariant($"{part.Bytes} bytes with SHA-256 {part.Sha256}");

    private static string DigestLine(byte[] manifest) => $"{Convert.ToHexStringLower(SHA256.HashData(manifest))}  {Manifest}\n";
}
