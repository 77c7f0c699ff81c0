namespace Governance.Testing;

/// <summary>
/// The files of a portal that ended, for others to begin with: what many tests would do first is done once. Each has its own copy, as if
/// its portal had been started again.
/// </summary>
/// <param name="Folder">Where they are.</param>
public sealed record KeptFiles(string Folder)
{
    /// <summary>A folder that a portal may leave its files in; it is deleted when the process ends.</summary>
    public static string NewFolder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        };
        return folder;
    }

    /// <summary>Gives a portal that has not started the files.</summary>
    public void CopyTo(PortalFactory portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        // A folder of keys that others may read is refused.
        foreach (var below in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Directory.CreateDirectory(Path.Combine(portal.Folder, Path.GetRelativePath(Folder, below)));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(copy.FullName, File.GetUnixFileMode(below));
            }
        }

        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(portal.Folder, Path.GetRelativePath(Folder, file)), overwrite: true);
        }
    }
}
