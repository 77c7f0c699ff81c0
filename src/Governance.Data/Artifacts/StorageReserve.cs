using Governance.Domain;

namespace Governance.Data.Artifacts;

/// <summary>Says how much room a file system has.</summary>
public interface IFreeSpace
{
    /// <summary>
    /// Bytes that may still be written below a folder, and the size of its file system; null when the system does not say.
    /// </summary>
    (long Free, long Total)? Of(string folder);
}

/// <summary>The free space that the operating system states.</summary>
public sealed class DriveSpace : IFreeSpace
{
    /// <inheritdoc/>
    public (long Free, long Total)? Of(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return (drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Room that uploads leave free, so that the database, the log and the keys can always be written.</summary>
/// <param name="space">States the free space.</param>
/// <param name="folders">Folders of the store, the database and the keys.</param>
/// <param name="bytes">The reserve; null for a twentieth of each file system, at most a gibibyte; 0 for none.</param>
public sealed class StorageReserve(IFreeSpace space, IReadOnlyList<string> folders, long? bytes)
{
    private const long UsualReserve = 1L << 30;
    private const int UsualShare = 20;

    /// <summary>What is left free on a file system.</summary>
    /// <param name="total">Its size.</param>
    public long BytesOf(long total) => bytes ?? Math.Min(UsualReserve, total / UsualShare);

    /// <summary>The folder whose file system has less room than the reserve once this much more is written; null when all have.</summary>
    public string? BrokenBy(long more)
    {
        foreach (var folder in folders)
        {
            if (space.Of(folder) is var (free, total) && free - more < BytesOf(total))
            {
                return folder;
            }
        }

        return null;
    }

    /// <summary>Refuses when this much more would not leave the reserve free.</summary>
    public Refusal? Refuses(long more = 0) => bytes is not 0 && BrokenBy(Math.Max(0, more)) is not null ? StorageRefusals.Full : null;
}
