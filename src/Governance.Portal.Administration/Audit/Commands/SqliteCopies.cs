using Microsoft.Data.Sqlite;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary>Copies of whole SQLite databases, made by SQLite itself.</summary>
internal static class SqliteCopies
{
    /// <summary>Copies a database that may be in use to a file of its own, readable by its owner only.</summary>
    public static void Copy(string connection, string file)
    {
        using var from = new SqliteConnection(new SqliteConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        from.Open();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(file, options).Dispose();

        using var to = new SqliteConnection(Of(file));
        to.Open();
        from.BackupDatabase(to);
        // One file, without a log beside it.
        using var command = to.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=DELETE";
        command.ExecuteNonQuery();
    }

    /// <summary>Keeps what is there under another name; a file that SQLite cannot read any more as it is.</summary>
    public static void CopyOrMove(string connection, string file, string aside)
    {
        try
        {
            Copy(connection, aside);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            foreach (var part in new[] { "", "-wal", "-shm" }.Where(p => File.Exists(file + p)))
            {
                File.Move(file + part, aside + part, overwrite: true);
            }
        }
    }

    /// <summary>True when someone else has a database open; one that is missing, or that SQLite cannot read any more, no one has.</summary>
    public static bool IsInUse(string connection)
    {
        if (new FileInfo(new SqliteConnectionStringBuilder(connection).DataSource) is not { Exists: true, Length: > 0 })
        {
            return false;
        }

        SqliteConnection.ClearAllPools();
        using var there = OpenAlone(connection);
        try
        {
            if (!IsAlone(there))
            {
                return true;
            }

            using var command = there.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL"; // as it was
            command.ExecuteNonQuery();
            return false;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            return false;
        }
    }

    /// <summary>Replaces a database by a copy.</summary>
    /// <returns>False when someone else has it open.</returns>
    public static bool Replace(string file, string connection)
    {
        SqliteConnection.ClearAllPools();
        using var to = OpenAlone(connection);
        if (!IsAlone(to))
        {
            return false;
        }

        using var from = new SqliteConnection(Of(file) + ";Mode=ReadOnly");
        from.Open();
        from.BackupDatabase(to);
        return true;
    }

    private static SqliteConnection OpenAlone(string connection)
    {
        var opened = new SqliteConnection(
            new SqliteConnectionStringBuilder(connection) { Pooling = false, DefaultTimeout = 2 }.ConnectionString
        );
        opened.Open();
        return opened;
    }

    // Leaving the write-ahead log needs the file for oneself: that is how a running portal is noticed.
    private static bool IsAlone(SqliteConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=DELETE";
            return command.ExecuteScalar() is "delete";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            return false;
        }
    }

    /// <summary>Connection to a file.</summary>
    public static string Of(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString;
}
