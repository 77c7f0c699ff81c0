using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Governance.Portal.Kernel.Storage;

/// <summary>
/// Files that are there, whole, after a power cut: written beside, synchronised, moved into place, and the folder synchronised too.
/// </summary>
public static partial class DurableFile
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int FileExists = 17; // EEXIST

    /// <summary>Writes a file that only its owner may read.</summary>
    /// <param name="path">Where.</param>
    /// <param name="bytes">What.</param>
    /// <param name="overwrite">False: an existing file stays, and the answer is false.</param>
    public static bool Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        try
        {
            using (var stream = new FileStream(beside, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            if (overwrite || !TryLink(beside, path))
            {
                File.Move(beside, path, overwrite);
            }

            Synchronise(folder);
            return true;
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Deletes what processes that were killed while they wrote left beside their files.</summary>
    /// <param name="folder">The folder; one that is not there has nothing in it.</param>
    /// <param name="before">Only what was written before: another process may be writing now.</param>
    /// <returns>How many.</returns>
    public static int Sweep(string folder, DateTimeOffset before)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        // As Write names them: a dot, the name, and a random one of eight and three characters.
        var left = Directory
            .EnumerateFiles(folder, ".*")
            .Where(f => Beside().IsMatch(Path.GetFileName(f)) && File.GetLastWriteTimeUtc(f) < before.UtcDateTime)
            .ToList();
        left.ForEach(File.Delete);
        return left.Count;
    }

    /// <summary>Moves a file over another in the same folder.</summary>
    public static void Replace(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        Synchronise(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>Gives a file a second name.</summary>
    /// <remarks>
    /// .NET moves a file in two steps, a look whether the name is free and a renaming, so that of two processes both could find it free and
    /// the second would replace what the first wrote. A link is made or refused at once.
    /// </remarks>
    /// <returns>False where the file system has no links, or not from there.</returns>
    public static bool TryLink(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        if (Link(from, to) == 0)
        {
            return true;
        }

        // Other errors: a file system without links.
        return Marshal.GetLastPInvokeError() == FileExists ? throw new IOException($"{to} already exists.") : false;
    }

    // .NET opens no folders, and without this the new name may be lost although the bytes are not.
    private static void Synchronise(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"{folder} cannot be opened.", new Win32Exception());
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw new IOException($"{folder} cannot be written to the disk.", new Win32Exception());
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [GeneratedRegex(@"^\.[^.].*\.[a-z0-9]{8}\.[a-z0-9]{3}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beside();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
