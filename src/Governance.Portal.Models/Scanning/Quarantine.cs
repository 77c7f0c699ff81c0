using Governance.Portal.Kernel.Configuration;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>Bytes held in quarantine.</summary>
/// <param name="Sha256">Their digest.</param>
/// <param name="SizeBytes">Their number.</param>
/// <param name="HeldAt">Since when.</param>
public sealed record HeldUpload(string Sha256, long SizeBytes, DateTimeOffset HeldAt);

/// <summary>
/// The folder <c>quarantine</c> beside the store: files by their digest, readable by the service only. Nothing is ever served from it, and
/// the portal takes nothing out of it; the person who has the host may look at a file, and removes it.
/// </summary>
public sealed class Quarantine(IOptions<StorageOptions> storage, IOptions<ScanningOptions> options)
{
    private const string Ending = ".held";

    private readonly Lock _gate = new();

    private string Folder => Path.Combine(Path.GetFullPath(storage.Value.ArtifactPath), "quarantine");

    /// <summary>What is held, newest first.</summary>
    public IReadOnlyList<HeldUpload> List() =>
        !Directory.Exists(Folder)
            ? []
            :
            [
                .. new DirectoryInfo(Folder)
                    .EnumerateFiles("*" + Ending)
                    .Where(f => Sha256Hex.IsValid(Path.GetFileNameWithoutExtension(f.Name)))
                    .Select(f => new HeldUpload(
                        Path.GetFileNameWithoutExtension(f.Name),
                        f.Length,
                        new DateTimeOffset(f.LastWriteTimeUtc, TimeSpan.Zero)
                    ))
                    .OrderByDescending(f => f.HeldAt)
                    .ThenBy(f => f.Sha256, StringComparer.Ordinal),
            ];

    /// <summary>Moves a file into it.</summary>
    /// <returns>False when configuration wants no quarantine, or it is full: the file stays where it is.</returns>
    internal bool Hold(string path, string sha256, long sizeBytes)
    {
        if (options.Value.OnFailure is not FailedScan.Quarantine)
        {
            return false;
        }

        lock (_gate)
        {
            if (List().Where(h => h.Sha256 != sha256).Sum(h => h.SizeBytes) + sizeBytes > options.Value.QuarantineBytes)
            {
                return false;
            }

            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Folder);
            }
            else
            {
                Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(path, Path.Combine(Folder, sha256 + Ending), overwrite: true);
            return true;
        }
    }
}
