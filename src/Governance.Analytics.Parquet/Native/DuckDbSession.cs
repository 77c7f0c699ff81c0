using System.Globalization;
using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>A database in memory that may read one file, and neither write, nor load extensions, nor use the network.</summary>
internal sealed class DuckDbSession : IDisposable
{
    private readonly DatabaseHandle _database;
    private readonly ConnectionHandle _connection;

    private DuckDbSession(DatabaseHandle database, ConnectionHandle connection) => (_database, _connection) = (database, connection);

    /// <summary>Opens one.</summary>
    /// <param name="memoryBytes">Memory that DuckDB may use for what it holds.</param>
    /// <param name="threads">Threads it may use.</param>
    /// <param name="file">The only file it may open; <see langword="null"/> for a session without bounds, which only tests use.</param>
    public static DuckDbSession Open(long memoryBytes, int threads, string? file)
    {
        if (DuckDbApi.CreateConfig(out var config) != 0)
        {
            throw new DuckDbException("A configuration cannot be created.");
        }
        try
        {
            foreach (var (name, value) in Settings(memoryBytes, threads))
            {
                if (DuckDbApi.SetConfig(config, name, value) != 0)
                {
                    throw new DuckDbException($"This version of DuckDB does not know the setting {name}.");
                }
            }
            if (DuckDbApi.Open(":memory:", out var database, config, out var error) != 0)
            {
                var problem = Text(error);
                DuckDbApi.Free(error);
                throw new DuckDbException(problem);
            }
            if (DuckDbApi.Connect(database, out var connection) != 0)
            {
                database.Dispose();
                throw new DuckDbException("No connection can be opened.");
            }
            var session = new DuckDbSession(database, connection);
            if (file is not null)
            {
                session.Narrow(file);
            }
            return session;
        }
        finally
        {
            DuckDbApi.DestroyConfig(ref config);
        }
    }

    /// <summary>Runs a statement and forgets what it returns.</summary>
    public void Run(string sql)
    {
        var failed = DuckDbApi.Query(_connection, sql, out var result) != 0;
        var problem = failed ? Text(DuckDbApi.ResultError(ref result)) : null;
        DuckDbApi.DestroyResult(ref result);
        if (failed)
        {
            throw new DuckDbException(problem!);
        }
    }

    /// <summary>Runs a query whose rows are read as they come.</summary>
    /// <param name="sql">The query; <c>?</c> is the file.</param>
    /// <param name="file">The file.</param>
    public DuckDbRows Read(string sql, string file)
    {
        var failed = DuckDbApi.Prepare(_connection, sql, out var statement) != 0;
        using (statement)
        {
            if (failed)
            {
                throw new DuckDbException(Text(DuckDbApi.PrepareError(statement)));
            }
            if (DuckDbApi.BindText(statement, 1, file) != 0)
            {
                throw new DuckDbException(Text(DuckDbApi.PrepareError(statement)));
            }
            failed = DuckDbApi.Pending(statement, out var pending) != 0;
            using (pending)
            {
                if (failed)
                {
                    throw new DuckDbException(Text(DuckDbApi.PendingError(pending)));
                }
                if (DuckDbApi.Execute(pending, out var result) != 0)
                {
                    var problem = Text(DuckDbApi.ResultError(ref result));
                    DuckDbApi.DestroyResult(ref result);
                    throw new DuckDbException(problem);
                }
                return new DuckDbRows(result);
            }
        }
    }

    /// <summary>Runs a query of one column of texts that is short.</summary>
    public List<string> ReadTexts(string sql, string file)
    {
        using var rows = Read(sql, file);
        var texts = new List<string>();
        while (rows.Next() is { } chunk)
        {
            using (chunk)
            {
                var column = new TextVector(DuckDbApi.ChunkVector(chunk, 0));
                for (var i = 0; i < (int)DuckDbApi.ChunkSize(chunk); i++)
                {
                    texts.Add(System.Text.Encoding.UTF8.GetString(column[i]));
                }
            }
        }
        return texts;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    internal static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "DuckDB gave no reason.";

    private static IEnumerable<(string Name, string Value)> Settings(long memoryBytes, int threads) =>
        [
            ("memory_limit", string.Create(CultureInfo.InvariantCulture, $"{memoryBytes >> 10}KiB")),
            ("threads", threads.ToString(CultureInfo.InvariantCulture)),
            ("temp_directory", ""),
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
            ("allow_community_extensions", "false"),
        ];

    // Once access from outside is off, none of these can be changed: not even by what a file brings along.
    private void Narrow(string file)
    {
        Run($"SET allowed_paths = ['{file.Replace("'", "''", StringComparison.Ordinal)}']");
        Run("SET enable_external_access = false");
        Run("SET lock_configuration = true");
    }
}
