using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Doctor;

/// <summary>Who may open the folders of keys, store and database, and whether the keys are there. Makes nothing that is missing.</summary>
internal sealed class FolderDoctor(IOptions<StorageOptions> storage, IOptions<AuditOptions> audit, IConfiguration configuration)
    : IDoctorCheck
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return OfKeys(Path.GetFullPath(storage.Value.KeyPath));
        yield return OfLogKey(Path.GetFullPath(storage.Value.KeyPath));
        yield return OfModes("store", Path.GetFullPath(storage.Value.ArtifactPath), "chmod 700");
        if (DataServices.FileOf(configuration.Database()) is { } file)
        {
            yield return OfModes("database file", file, "chmod 600");
        }

        ct.ThrowIfCancellationRequested();
    }

    private static DoctorLine OfKeys(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return DoctorLine.Fail(
                "key folder",
                "It does not exist. Run db migrate for a new installation, or restore it from its backup."
            );
        }

        try
        {
            _ = new KeyFolder(folder);
            return DoctorLine.Ok("key folder", "Only the service account can open it.");
        }
        catch (KeyFolderException e)
        {
            return DoctorLine.Fail("key folder", e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DoctorLine.Fail("key folder", "It cannot be read. Run doctor as the service account.");
        }
    }

    private DoctorLine OfLogKey(string folder)
    {
        if (audit.Value.Signer.Length > 0)
        {
            return DoctorLine.Ok("log key", "It is kept outside (Audit__Signer).");
        }

        var file = audit.Value.KeyFile.Length > 0 ? audit.Value.KeyFile : Path.Combine(folder, LogKeyFiles.Key);
        return File.Exists(file)
            ? DoctorLine.Ok("log key", "Its file exists.")
            : DoctorLine.Fail(
                "log key",
                "Its file is missing. Restore the key folder from its backup. In a new installation, the first start creates it."
            );
    }

    private static DoctorLine OfModes(string subject, string path, string command)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return DoctorLine.Warn(subject, "It does not exist yet. Run db migrate.");
        }

        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0
            ? DoctorLine.Warn(subject, $"Other accounts can open it. Run: {command} {path}")
            : DoctorLine.Ok(subject, "Only the service account can open it.");
    }
}
