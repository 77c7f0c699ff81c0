using Governance.Data;
using Governance.Data.Artifacts;

namespace Governance.Portal.Hosting;

/// <summary>Keeps the database's files and the store to the account of the service: made so, and made so again at each start.</summary>
internal static partial class PrivateStorage
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes what is missing and takes away what others may do. What cannot be changed is said, and stops nothing.</summary>
    /// <param name="store">Folder of the store. What lies in it is reached through it alone.</param>
    /// <param name="connection">The database's connection string.</param>
    /// <param name="logger">Where a mode that stays too wide is said.</param>
    public static void Ensure(string store, string connection, ILogger logger)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(store)) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        ContentStore.MakeFolder(store);
        Tighten(store, Folder, logger);
        if (DataServices.FileOf(connection) is not { } file)
        {
            return;
        }

        if (Path.GetDirectoryName(file) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        // SQLite gives its further files the mode of the database, and an empty file is an empty database.
        if (!System.IO.File.Exists(file))
        {
            Make(file);
        }

        foreach (var one in new[] { file, file + "-wal", file + "-shm" }.Where(System.IO.File.Exists))
        {
            Tighten(one, File, logger);
        }
    }

    private static void Make(string file)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File;
        }

        using (new FileStream(file, options)) { }
    }

    private static void Tighten(string path, UnixFileMode most, ILogger logger)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            var mode = System.IO.File.GetUnixFileMode(path);
            if ((mode & ~most) != 0)
            {
                System.IO.File.SetUnixFileMode(path, mode & most);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogOpen(logger, e, path);
        }
    }

    [LoggerMessage(
        1210,
        LogLevel.Warning,
        "{Path} can be opened by others, and its mode cannot be changed: run the portal as its owner, or change it by hand"
    )]
    private static partial void LogOpen(ILogger logger, Exception e, string path);
}
