using System.Globalization;
using System.Text;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Storage;

/// <summary>The folder of keys: only the account of the service may open it, else the start is refused.</summary>
public sealed class KeyFolder
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>
    /// Name of the file by which a folder in use is known: the log's public keys, which are there from the first start on and for good.
    /// </summary>
    internal const string Mark = "log-keys";

    // That it was there, as far as this process has seen.
    private volatile bool _wasMarked;

    /// <param name="path">The folder; made when missing.</param>
    /// <exception cref="KeyFolderException">Someone else may open the folder or a file in it.</exception>
    public KeyFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
            _ = Away;
            return;
        }

        if (!Directory.Exists(Path))
        {
            var parent = System.IO.Path.GetDirectoryName(Path);
            if (parent is not null)
            {
                Directory.CreateDirectory(parent);
            }

            Directory.CreateDirectory(Path, PrivateFolder);
        }

        Check(Path, PrivateFolder);
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            Check(file, PrivateFile);
        }

        _ = Away;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>
    /// Why nothing may be read, made or written here, in a sentence: the folder is gone, or is an empty one in its place, as when its disk
    /// is not mounted any more. Null while it is the folder that it was.
    /// </summary>
    public string? Away
    {
        get
        {
            if (System.IO.File.Exists(File(Mark)))
            {
                _wasMarked = true;
                return null;
            }

            return !Directory.Exists(Path) ? $"Storage__KeyPath: the folder {Path} is not there."
                : _wasMarked ? $"Storage__KeyPath: the folder {Path} lacks {Mark}, which was there before. Is its disk mounted?"
                : null;
        }
    }

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>True when a file is in it.</summary>
    /// <exception cref="SigningKeyException">The folder is <see cref="Away"/>.</exception>
    public bool Has(string name)
    {
        if (System.IO.File.Exists(File(name)))
        {
            return true;
        }

        Need();
        return false;
    }

    /// <summary>Says so when the folder is not there.</summary>
    /// <exception cref="SigningKeyException">It is <see cref="Away"/>.</exception>
    public void Need()
    {
        if (Away is { } away)
        {
            throw new SigningKeyException(away);
        }
    }

    /// <summary>A folder in it, made when missing.</summary>
    /// <exception cref="SigningKeyException">This folder is <see cref="Away"/>.</exception>
    public string Folder(string name)
    {
        Need();
        var folder = File(name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, PrivateFolder);
        }

        return folder;
    }

    /// <summary>Writes a file that only the service may read; it is there, whole, after a power cut.</summary>
    /// <exception cref="SigningKeyException">The folder is <see cref="Away"/>.</exception>
    public void Write(string name, string text)
    {
        Need();
        DurableFile.Write(File(name), Encoding.UTF8.GetBytes(text), overwrite: true);
    }

    /// <summary>Writes a file that is not there yet.</summary>
    /// <returns>False when someone else was quicker: theirs stays.</returns>
    /// <exception cref="SigningKeyException">The folder is <see cref="Away"/>.</exception>
    public bool WriteNew(string name, string text)
    {
        Need();
        return DurableFile.Write(File(name), Encoding.UTF8.GetBytes(text), overwrite: false);
    }

    /// <summary>Moves a file of the folder over another.</summary>
    public void Replace(string from, string to) => DurableFile.Replace(File(from), File(to));

    /// <summary>Removes a file; one that is not there is removed already.</summary>
    /// <exception cref="SigningKeyException">The folder is <see cref="Away"/>.</exception>
    public void Delete(string name)
    {
        Need();
        System.IO.File.Delete(File(name));
    }

    /// <summary>The text of a file, or null when it is not there.</summary>
    /// <exception cref="SigningKeyException">The folder is <see cref="Away"/>.</exception>
    public string? Read(string name)
    {
        try
        {
            return System.IO.File.ReadAllText(File(name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Away is { } away ? throw new SigningKeyException(away, e) : null;
        }
    }

    private static void Check(string path, UnixFileMode wanted)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        UnixFileMode mode;
        try
        {
            mode = System.IO.File.GetUnixFileMode(path);
        }
        catch (FileNotFoundException)
        {
            return; // written and moved into place by another process just now
        }

        if ((mode & Others) != 0)
        {
            var octal = Convert.ToString((int)wanted, 8);
            throw new KeyFolderException(
                string.Create(CultureInfo.InvariantCulture, $"Storage__KeyPath: {path} can be opened by others. Run: chmod {octal} {path}")
            );
        }
    }
}

/// <summary>The key folder is open to others.</summary>
public sealed class KeyFolderException(string message) : Exception(message);
