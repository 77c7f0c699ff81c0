using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Analytics.Parquet.Native;
using Microsoft.Win32.SafeHandles;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>An open Parquet file in the child process.</summary>
internal sealed partial class ParquetRows : IDisposable
{
    // What is needed beside what DuckDB accounts for: pages while they are decompressed, the runtime, batches.
    private const long Beside = 512L << 20;

    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(5);

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

    public static ParquetRows Open(string path, WorkerLimits limits)
    {
        var version = DuckDbSession.Text(DuckDbApi.Version());
        if (!version.StartsWith("v1.", StringComparison.Ordinal))
        {
            throw new WorkerException(Failure.Library, $"it is {version}, and 1.x is needed.");
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
            if (FooterFields.SayEncrypted(Footer(file)))
            {
                throw new WorkerException(Failure.Encrypted, string.Empty);
            }
            if (problem.IsUnsupported)
            {
                throw new WorkerException(Failure.Unsupported, Words(problem, place));
            }
            throw new WorkerException(Failure.Damaged, $"its footer {FooterPlace(file)}cannot be read ({Words(problem, place)})");
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
            var (page, before, reason) = Place(columns) ?? ("a page", done, problem);
            // Read together, columns fail in any order: one that needs too much memory is refused as that, whichever came first.
            if (reason.IsMemory)
            {
                throw new WorkerException(Failure.Memory, string.Empty, before);
            }
            if (reason.IsUnsupported)
            {
                throw new WorkerException(Failure.Unsupported, Words(reason, _place));
            }
            throw new WorkerException(Failure.Damaged, $"{page} cannot be read ({Words(reason, _place)})", before);
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

    // Columns are decoded together, and DuckDB does not say which one failed: read alone, it fails again, and for a reason of its own.
    private (string Page, long Before, DuckDbException Reason)? Place(int[] columns)
    {
        foreach (var column in columns)
        {
            var began = Stopwatch.GetTimestamp();
            var (problem, before) = Try(_session, column, rows: null);
            if (problem is not null)
            {
                // The search reads the column several times more, and the other process waits only so long.
                return Stopwatch.GetElapsedTime(began) < s_quick ? WithGroup(column, before, problem) : (PageOf(column), before, problem);
            }
        }
        return null;
    }

    private (DuckDbException? Problem, long Before) Try(DuckDbSession session, int column, long? rows)
    {
        var limit = rows is { } most ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {most}") : "";
        long before = 0;
        try
        {
            var values = SourceColumns.Expression(_names[column], _types[column]);
            using var read = session.Read($"SELECT {values} FROM {Source}{limit}", _place);
            while (read.Next() is { } chunk)
            {
                using (chunk)
                {
                    before += (long)DuckDbApi.ChunkSize(chunk);
                }
            }
            return (null, before);
        }
        catch (DuckDbException problem)
        {
            return (problem, before);
        }
    }

    private string PageOf(int column) => $"a page of column \"{_names[column]}\"";

    // What was decoded before the damage is not always given out, so the rows that arrived say too little: groups are searched in halves,
    // by one thread, which does not read ahead into the next one.
    private (string Page, long Before, DuckDbException Reason) WithGroup(int column, long before, DuckDbException reason)
    {
        var page = PageOf(column);
        try
        {
            var groups = Groups(_names[column]);
            using var session = DuckDbSession.Open(_limits.MemoryBytes, threads: 1, _place);
            var (low, high) = (0, groups.Count - 1);
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (Try(session, column, groups[middle].EndsAt).Problem is { } problem)
                {
                    (high, reason) = (middle, problem);
                }
                else
                {
                    low = middle + 1;
                }
            }
            if (groups.Count == 0)
            {
                return (page, before, reason);
            }
            var (at, count) = (groups[low].Byte, groups.Count);
            return (
                string.Create(CultureInfo.InvariantCulture, $"{page} in row group {low + 1} of {count} (at or after byte {at})"),
                Math.Max(before, low == 0 ? 0 : groups[low - 1].EndsAt),
                reason
            );
        }
        catch (DuckDbException)
        {
            // The footer says nothing that could be searched by.
            return (page, before, reason);
        }
    }

    // Where the values of a column begin in each group of rows, and the number of the last row of the group.
    private List<(long Byte, long EndsAt)> Groups(string column)
    {
        var found = _session.ReadTexts(
            "SELECT concat_ws(':', row_group_num_rows, coalesce(dictionary_page_offset, data_page_offset), path_in_schema) "
                + "FROM parquet_metadata(?) ORDER BY row_group_id, column_id",
            _place
        );
        var groups = new List<(long, long)>();
        long rows = 0;
        foreach (var parts in found.Select(f => f.Split(':', 3)).Where(p => p.Length == 3 && p[2] == column))
        {
            rows += long.Parse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            groups.Add((long.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), rows));
        }
        return groups;
    }

    // The last eight bytes are the length of the footer and PAR1, as the envelope was found to say.
    private static string FooterPlace(SafeFileHandle file)
    {
        var end = RandomAccess.GetLength(file) - 8;
        var length = new byte[4];
        return end >= 0 && RandomAccess.Read(file, length, end) == length.Length
            ? string.Create(CultureInfo.InvariantCulture, $"at byte {end - BinaryPrimitives.ReadUInt32LittleEndian(length)} ")
            : "";
    }

    private static byte[] Footer(SafeFileHandle file)
    {
        var end = RandomAccess.GetLength(file) - 8;
        var length = new byte[4];
        if (end < 0 || RandomAccess.Read(file, length, end) < length.Length || BinaryPrimitives.ReadUInt32LittleEndian(length) > end)
        {
            return [];
        }
        var footer = new byte[BinaryPrimitives.ReadUInt32LittleEndian(length)];
        return RandomAccess.Read(file, footer, end - footer.Length) == footer.Length ? footer : [];
    }

    // What DuckDB says, without our own query and the name that only this process knows.
    private static string Words(DuckDbException problem, string place) =>
        Prefixes()
            .Replace(
                string.Concat(
                    problem
                        .Message.Split("LINE 1:")[0]
                        .Replace($"Failed to read file \"{place}\": ", string.Empty, StringComparison.Ordinal)
                        .Replace($"\"{place}\"", "it", StringComparison.Ordinal)
                        .Replace($"'{place}'", "it", StringComparison.Ordinal)
                        .Replace(place, "it", StringComparison.Ordinal)
                        .Replace("MAP_KEY_VALUE requires two children", "a MAP has keys and no values", StringComparison.Ordinal)
                        .ReplaceLineEndings(" ")
                        .Where(c => !char.IsControl(c))
                ),
                string.Empty
            )
            .Trim(' ', '.', ':');

    // Its kinds of errors are names of its source code.
    [GeneratedRegex("^(?:[A-Z][A-Za-z ]* Error: )+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefixes();

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
