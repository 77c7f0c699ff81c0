using Microsoft.Data.Sqlite;
using Npgsql;

namespace Governance.Data;

/// <summary>Tells a disk without room from other faults, whichever it is: of a file, of an SQLite database, of the server.</summary>
public static class StorageFaults
{
    // What the operating system says when nothing more fits: ENOSPC, EDQUOT, ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    // SQLITE_FULL, and the file of a write-ahead log's index that cannot grow (SQLITE_IOERR_SHMSIZE).
    private const int SqliteFull = 13;
    private const int SqliteSharedSize = 4874;

    /// <summary>True when something was not written because there is no room for it: nothing of the transaction was kept.</summary>
    /// <param name="exception">What a write threw.</param>
    public static bool IsFull(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (
                e
                    is SqliteException { SqliteErrorCode: SqliteFull }
                        or SqliteException { SqliteExtendedErrorCode: SqliteSharedSize }
                        or PostgresException { SqlState: PostgresErrorCodes.DiskFull }
                || e is IOException file && IsFullFile(file)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the operating system says that a file cannot grow.</summary>
    /// <param name="exception">What it threw.</param>
    internal static bool IsFullFile(IOException exception) =>
        exception.HResult is NoSpaceLeft or QuotaExceeded or HandleDiskFull or DiskFull;
}
