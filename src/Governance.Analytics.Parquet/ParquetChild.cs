using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Governance.Analytics.Io;
using Governance.Analytics.Parquet.Worker;

namespace Governance.Analytics.Parquet;

/// <summary>The process that reads a file, seen from the one that wants its rows.</summary>
internal sealed class ParquetChild : IColumnarFile
{
    private readonly Process _process;
    private readonly TabularLimits _limits;
    private readonly long _memory;
    private readonly TimeSpan _patience;
    private readonly Action? _givenUp;
    private readonly FileStream? _spool;
    private readonly byte[][] _buffers =
    [
        [],
        [],
    ];
    private IReadOnlyList<int> _selected = [];
    private Task<(byte Kind, ReadOnlyMemory<byte> Bytes)>? _next;
    private int _turn;
    private long _rows;
    private long _bytes;

    private ParquetChild(Process process, TabularLimits limits, long memory, TimeSpan patience, Action? givenUp, FileStream? spool) =>
        (_process, _limits, _memory, _patience, _givenUp, _spool) = (process, limits, memory, patience, givenUp, spool);

    public IReadOnlyList<ColumnarColumn> Columns { get; private set; } = [];

    public long RowCount { get; private set; }

    public static ParquetChild Start(
        ParquetProgram program,
        string file,
        TabularLimits limits,
        long memory,
        TimeSpan patience,
        Action? givenUp,
        FileStream? spool
    )
    {
        var start = new ProcessStartInfo(program.File)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        string[] own =
        [
            ParquetWorker.Command,
            Number(limits.MaxColumns),
            Number(limits.MaxLineBytes),
            Number(memory),
            Number(Math.Clamp(Environment.ProcessorCount, 1, 2)),
            Path.GetFullPath(file),
        ];
        foreach (var argument in program.Arguments.Concat(own))
        {
            start.ArgumentList.Add(argument);
        }
        SetEnvironment(start);
        try
        {
            return new ParquetChild(Process.Start(start)!, limits, memory, patience, givenUp, spool);
        }
        catch (Win32Exception problem)
        {
            spool?.Dispose();
            throw ParquetErrors.LibraryFails($"{program.File} cannot be started: {problem.Message}");
        }
    }

    /// <summary>Waits until the columns are known.</summary>
    public async Task<IColumnarFile> OpenAsync(CancellationToken ct)
    {
        try
        {
            // What it says about itself is for no one, and must not fill the pipe.
            _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            var (kind, bytes) = await ReadFrameAsync(ct).ConfigureAwait(false);
            var frame = Opened(kind, Frames.Schema, bytes);
            RowCount = frame.Int();
            var columns = new ColumnarColumn[Math.Clamp(frame.Int(), 0, _limits.MaxColumns)];
            for (var i = 0; i < columns.Length; i++)
            {
                var columnKind = (ColumnarKind)frame.Int();
                var (name, type, note) = (frame.Text(), frame.Text(), frame.Text());
                columns[i] = new ColumnarColumn(name, columnKind, type, note.Length == 0 ? null : note);
            }
            Columns = columns;
            return this;
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task SelectAsync(IReadOnlyList<int> columns, CancellationToken cancellationToken)
    {
        _selected = columns;
        var bytes = MemoryMarshal.AsBytes<int>(new[] { columns.Count }.Concat(columns).ToArray()).ToArray();
        try
        {
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended; the next read says why.
        }
        _next = ReadFrameAsync(cancellationToken);
    }

    public async ValueTask<ColumnarBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        var (kind, bytes) = await (_next ?? ReadFrameAsync(cancellationToken)).ConfigureAwait(false);
        _next = null;
        if (kind == Frames.End)
        {
            return null;
        }
        var batch = Batch(Opened(kind, Frames.Batch, bytes));
        _rows += batch.Rows;
        _bytes += bytes.Length;
        if (_bytes > _limits.MaxInputBytes)
        {
            throw ColumnarErrors.TooManyBytes(_rows, _limits.MaxInputBytes);
        }
        // The next batch is on its way while this one is taken.
        _next = ReadFrameAsync(cancellationToken);
        return batch;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            if (_next is not null)
            {
                await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the answer.
        }
        finally
        {
            _process.Dispose();
            if (_spool is not null)
            {
                await _spool.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // Nothing of ours: no connection string, no key. The runtime needs its place; its heap is small, because rows only pass through.
    private static void SetEnvironment(ProcessStartInfo start)
    {
        string[] kept = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH", "SystemRoot"];
        var values = kept.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).Where(v => v.value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in values)
        {
            start.Environment[name] = value;
        }
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x10000000";
        start.Environment["DOTNET_TieredPGO"] = "0";
    }

    private async Task<(byte Kind, ReadOnlyMemory<byte> Bytes)> ReadFrameAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_patience);
        try
        {
            var output = _process.StandardOutput.BaseStream;
            var head = new byte[5];
            if (
                await output.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, patience.Token).ConfigureAwait(false)
                < head.Length
            )
            {
                return (0, default);
            }
            var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
            if (length is < 0 or > Frames.MaxBytes)
            {
                return (0, default);
            }
            _turn = 1 - _turn;
            if (_buffers[_turn].Length < length)
            {
                _buffers[_turn] = new byte[length];
            }
            var bytes = _buffers[_turn].AsMemory(0, length);
            var read = await output.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, patience.Token).ConfigureAwait(false);
            return read < length ? ((byte)0, default) : (head[0], bytes);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _givenUp?.Invoke();
            throw ParquetErrors.Silent(_patience.TotalSeconds, _rows);
        }
    }

    private FrameReader Opened(byte kind, byte expected, ReadOnlyMemory<byte> bytes)
    {
        if (kind == expected)
        {
            return new FrameReader(bytes);
        }
        if (kind != Frames.Failed)
        {
            _process.WaitForExit(TimeSpan.FromSeconds(5));
            _givenUp?.Invoke();
            throw ParquetErrors.Crashed(_process.HasExited ? How(_process.ExitCode) : "it wrote something unexpected", _rows);
        }
        var frame = new FrameReader(bytes);
        var failure = (Failure)frame.Int();
        var (row, column, words) = (frame.Int(), frame.Text(), frame.Text());
        throw failure switch
        {
            Failure.TextTooLong => ColumnarErrors.TextTooLong(row, column, _limits.MaxLineBytes),
            Failure.Memory => ParquetErrors.Memory(_memory, _rows),
            Failure.TooManyColumns => ColumnarErrors.TooManyColumns(_limits.MaxColumns),
            Failure.Library => ParquetErrors.LibraryFails(OneLine(words)),
            Failure.Unsupported => ParquetErrors.Unsupported(OneLine(words)),
            Failure.Encrypted => ParquetErrors.EncryptedColumns(),
            Failure.RowCount => ParquetErrors.Damaged(OneLine(words)),
            _ => ParquetErrors.Damaged(OneLine(words), row),
        };
    }

    private ColumnarBatch Batch(FrameReader frame)
    {
        var rows = (int)Math.Clamp(frame.Int(), 0, Frames.BatchRows);
        var columns = new ColumnarValues[_selected.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = Columns[_selected[i]];
            var nulls = frame.Int() == 0 ? default : frame.Part(rows);
            var lengths = column.Kind is ColumnarKind.Text ? frame.Part(rows * sizeof(int)) : default;
            var data = frame.Part(frame.Int());
            if (column.Kind is ColumnarKind.Text && (data.Span.Contains((byte)0) || !Utf8.IsValid(data.Span)))
            {
                throw ColumnarErrors.BadText(column.Name, _rows + 1);
            }
            columns[i] = new ColumnarValues(column.Kind, rows, nulls, data, lengths);
        }
        return new ColumnarBatch(rows, columns);
    }

    private static string How(int exitCode) =>
        exitCode > 128
            ? string.Create(CultureInfo.InvariantCulture, $"signal {exitCode - 128}")
            : string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");

    // What DuckDB says may quote a file's own bytes and go on for pages.
    private static string OneLine(string words)
    {
        var line = string.Concat(words.ReplaceLineEndings(" ").Where(c => !char.IsControl(c))).TrimEnd('.', ' ');
        return line.Length <= 300 ? line : line[..300] + "…";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
