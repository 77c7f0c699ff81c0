using System.Globalization;
using Governance.Analytics.Parquet.Native;
using Microsoft.Win32.SafeHandles;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>An open Parquet file in the child process.</summary>
internal sealed class ParquetRows : IDisposable
{
    // What is needed beside what DuckDB accounts for: pages while they are decompressed, the runtime, batches.
    private const long Beside = 512L << 20;

    private readonly SafeFileHandle _file;
    private readonly DuckDbSession _session;
    private readonly WorkerLimits _limits;
    private readonly string _place;
    private readonly string[] _names;
    private readonly DuckDbType[] _types;
    private readonly long _rows;

    private ParquetRows(SafeFileHandle file, DuckDbSession session, string place, WorkerLimits limits)
    {
        (_file, _session, _place, _limits) = (file, session, place, limits);
        using (var all = session.Read($"SELECT * FROM {Source} LIMIT 0", place))
        {
            (_names, _types) = (all.Names, all.Types);
        }
        if (_names.Length > limits.MaxColumns)
        {
            throw new WorkerException(Failure.TooManyColumns, string.Empty);
        }
        var twice = OwnNames().Zip(_names).Where(n => n.First != n.Second).Select(n => n.First).FirstOrDefault();
        if (twice is not null)
        {
            throw new WorkerException(Failure.Damaged, $"column \"{twice}\" appears twice, or differs from another only in capitals.");
        }
        var rows = session.ReadTexts("SELECT CAST(num_rows AS VARCHAR) FROM parquet_file_metadata(?)", place);
        _rows = long.Parse(rows.Single(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static string Source =>
        "read_parquet(?, hive_partitioning = false, filename = false, union_by_name = false, binary_as_string = false)";

    public static ParquetRows Open(string library, string path, WorkerLimits limits)
    {
        DuckDbLibrary.Load(library);
        var version = DuckDbSession.Text(DuckDbApi.Version());
        if (!version.StartsWith("v1.", StringComparison.Ordinal))
        {
            throw new WorkerException(Failure.Library, $"{library} is DuckDB {version}; 1.x is needed.");
        }
        var file = File.OpenHandle(path);
        // By its descriptor: no name of a file is a pattern then, and nothing that takes its place is read.
        var place = OperatingSystem.IsLinux()
            ? string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{(long)file.DangerousGetHandle()}")
            : path;
        ProcessLimits.Apply(limits.MemoryBytes + Beside);
        DuckDbSession? session = null;
        try
        {
            session = DuckDbSession.Open(limits.MemoryBytes, limits.Threads, place);
            return new ParquetRows(file, session, place, limits);
        }
        catch (DuckDbException problem) when (!problem.IsMemory)
        {
            session?.Dispose();
            throw new WorkerException(Failure.Damaged, $"its footer cannot be read ({Words(problem, place)})");
        }
    }

    public void WriteSchema(FrameWriter frame)
    {
        frame.Int(_rows);
        frame.Int(_names.Length);
        for (var i = 0; i < _names.Length; i++)
        {
            var column = SourceColumns.Of(_names[i], _types[i]);
            frame.Int((int)column.Kind);
            frame.Text(column.Name);
            frame.Text(column.SourceType);
            frame.Text(column.Note);
        }
        frame.Send(Frames.Schema);
    }

    public void WriteRows(int[] columns, FrameWriter frame)
    {
        var kinds = columns.Select(i => SourceColumns.Of(_names[i], _types[i]).Kind).ToArray();
        // Without a column there are still rows to be counted.
        var list = columns.Length == 0 ? "true" : string.Join(", ", columns.Select(i => SourceColumns.Expression(_names[i], _types[i])));
        long done = 0;
        try
        {
            using var rows = _session.Read($"SELECT {list} FROM {Source}", _place);
            var batch = new RowsUnderWay(
                [.. kinds.Select(k => new ColumnBuffer(k))],
                columns.Select(i => _names[i]).ToArray(),
                _limits,
                frame
            );
            while (rows.Next() is { } chunk)
            {
                using (chunk)
                {
                    batch.Add(chunk, done);
                    done += (long)DuckDbApi.ChunkSize(chunk);
                }
            }
            batch.Flush();
        }
        catch (DuckDbException problem) when (!problem.IsMemory)
        {
            var (column, before) = Place(columns, done);
            var page = column is null ? "a page" : $"a page of column \"{column}\"";
            throw new WorkerException(Failure.Damaged, $"{page} cannot be read ({Words(problem, _place)})", before);
        }
        if (done != _rows)
        {
            throw new WorkerException(
                Failure.RowCount,
                string.Create(CultureInfo.InvariantCulture, $"its footer says that it has {_rows} rows, but it has {done}."),
                done
            );
        }
        frame.Send(Frames.End);
    }

    // Columns are decoded together, and DuckDB does not say which one failed: read alone, it fails again.
    private (string? Column, long Before) Place(int[] columns, long done)
    {
        foreach (var column in columns)
        {
            long before = 0;
            try
            {
                using var rows = _session.Read($"SELECT {SourceColumns.Expression(_names[column], _types[column])} FROM {Source}", _place);
                while (rows.Next() is { } chunk)
                {
                    using (chunk)
                    {
                        before += (long)DuckDbApi.ChunkSize(chunk);
                    }
                }
            }
            catch (DuckDbException)
            {
                return (_names[column], before);
            }
        }
        return (null, done);
    }

    // What DuckDB says, without our own query and the name that only this process knows.
    private static string Words(DuckDbException problem, string place) =>
        problem.Message.Split("LINE 1:")[0].Replace(place, "the file", StringComparison.Ordinal).Trim(' ', '.', ':', '\n', '\r');

    // Names as the file has them, where DuckDB would rename the second of two that it takes for one. The schema is a tree, parents first.
    private List<string> OwnNames()
    {
        var nodes = _session.ReadTexts("SELECT concat(coalesce(num_children, 0), ':', name) FROM parquet_schema(?)", _place);
        var names = new List<string>();
        long below = 0;
        foreach (var node in nodes.Skip(1))
        {
            var colon = node.IndexOf(':', StringComparison.Ordinal);
            if (below == 0)
            {
                names.Add(node[(colon + 1)..]);
            }
            below += long.Parse(node[..colon], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - (below == 0 ? 0 : 1);
        }
        return names;
    }

    public void Dispose()
    {
        _session.Dispose();
        _file.Dispose();
    }
}
