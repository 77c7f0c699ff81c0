using Governance.Analytics.Io.Arrow;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Analytics.Io;

/// <summary>
/// Reads comma-separated values or newline-delimited JSON, plain or gzip, from a stream into typed columns; Arrow IPC; and Parquet, where
/// <see cref="TabularReadOptions.Columnar"/> reads it.
/// The text itself is never held: memory is that of the columns, which <see cref="TabularLimits"/> bounds.
/// </summary>
public static class TableReader
{
    private const int SettleEarly = 1_000;

    /// <summary>Reads a whole stream, which need not be seekable, and leaves it open.</summary>
    /// <param name="stream">The file. Gzip is recognised by its first two bytes, a byte order mark is skipped.</param>
    /// <param name="options">What to read; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows as typed columns.</returns>
    /// <exception cref="TabularFormatException">The file is malformed or exceeds a limit; names line and column.</exception>
    public static async Task<Table> ReadAsync(
        Stream stream,
        TabularReadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new TabularReadOptions();
        return await SettledAsync(stream, options, (settle, late) => ReadAsync(stream, options, settle, late, cancellationToken))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Reads several parts of a stream in one pass, each as <see cref="ReadAsync(Stream, TabularReadOptions?, CancellationToken)"/> reads
    /// it alone.
    /// </summary>
    /// <param name="stream">The file.</param>
    /// <param name="parts">What to read of each; limits, format and roles are those of the first. Together they have to fit into the memory
    /// that one of them may use.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The parts in their order.</returns>
    /// <exception cref="TabularFormatException">The file is malformed or exceeds a limit.</exception>
    public static async Task<IReadOnlyList<TablePart>> ReadPartsAsync(
        Stream stream,
        IReadOnlyList<TabularReadOptions> parts,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            return [];
        }
        var whole = parts[0] with { Where = null };
        return await SettledAsync(
                stream,
                whole,
                async (settle, late) =>
                {
                    var sink = new PartsSink(parts, settle) { Late = late };
                    await ReadAsync(stream, whole, sink, cancellationToken).ConfigureAwait(false);
                    return sink.Tables;
                }
            )
            .ConfigureAwait(false);
    }

    // Once with types that settle early; again, from the beginning, where one turned out to be another, or a number further down shows
    // how the file writes them.
    private static async Task<T> SettledAsync<T>(Stream stream, TabularReadOptions options, Func<int, LateNumbers, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            return await read(options.Limits.MaxCategories, new LateNumbers([], canReadAgain: false)).ConfigureAwait(false);
        }
        var (start, settle, late) = (stream.Position, SettleEarly, new List<LateNumber>());
        while (true)
        {
            try
            {
                return await read(settle, new LateNumbers([.. late], canReadAgain: true)).ConfigureAwait(false);
            }
            catch (LateNumber found)
            {
                late.Add(found);
            }
            catch (ColumnTypeChanged) when (settle == SettleEarly)
            {
                settle = options.Limits.MaxCategories;
            }
            stream.Position = start;
        }
    }

    /// <summary>Opens and reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">What to read; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows as typed columns.</returns>
    /// <exception cref="TabularFormatException">The file is malformed or exceeds a limit; names line and column.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static async Task<Table> ReadFileAsync(
        string path,
        TabularReadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        await using (file.ConfigureAwait(false))
        {
            return await ReadAsync(file, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the rows of a file as texts, one after the other, and keeps none of them.</summary>
    /// <param name="stream">As for a table; stays open.</param>
    /// <param name="options">Limits and roles: ignored columns are named, and no text of theirs is given.</param>
    /// <param name="rows">Takes them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="TabularFormatException">The file is malformed or exceeds a limit; names line and column.</exception>
    public static async Task ReadRowsAsync(
        Stream stream,
        TabularReadOptions options,
        IRowTexts rows,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rows);
        await ReadAsync(stream, options, new RowTextSink(options, rows), cancellationToken).ConfigureAwait(false);
    }

    private static Task<Table> ReadAsync(
        Stream stream,
        TabularReadOptions options,
        int settleAfter,
        LateNumbers late,
        CancellationToken ct
    ) =>
        ReadAsync(
            stream,
            options,
            new RowSink(options) { SettleAfter = Math.Min(settleAfter, options.Limits.MaxCategories), Late = late },
            ct
        );

    private static async Task<Table> ReadAsync(Stream stream, TabularReadOptions options, RowSink sink, CancellationToken ct)
    {
        var length = stream.CanSeek ? stream.Length - stream.Position : 0;
        var start = stream.CanSeek ? stream.Position : -1;
        var (beginning, plain) = await PeekAsync(stream, ct).ConfigureAwait(false);
        var compressed = beginning.Span is [0x1f, 0x8b, ..];
        if (compressed)
        {
            (beginning, plain) = await PeekAsync(new GzipInput(plain), ct).ConfigureAwait(false);
        }
        await using (plain.ConfigureAwait(false))
        {
            if (ReaderOf(beginning.Span, options) is { } columnar)
            {
                if (start == 0 && !compressed)
                {
                    // What can be read at any place is.
                    stream.Position = 0;
                }
                var content = start == 0 && !compressed ? stream : plain;
                return await ColumnarTable.ReadAsync(columnar, content, options, sink, ct).ConfigureAwait(false);
            }
            return await ReadPlainAsync(plain, options, sink, compressed ? 0 : length, ct).ConfigureAwait(false);
        }
    }

    private static async Task<Table> ReadPlainAsync(
        Stream stream,
        TabularReadOptions options,
        RowSink sink,
        long length,
        CancellationToken ct
    )
    {
        var buffer = new InputBuffer(stream, options.Limits);
        await FillAsync(buffer, 1, ct).ConfigureAwait(false);
        // What begins like an object is read as lines of them.
        if (FileForm.Of(buffer.Unread.Span) is { } form and not FileForm.Json)
        {
            throw TabularErrors.OtherForm(form);
        }
        if (buffer.Unread.Span.StartsWith("\uFEFF"u8))
        {
            buffer.Take(3);
        }
        var expected = false;
        var parser = CreateParser(options, sink, buffer, out var dialect);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            buffer.Take(parser.Parse(buffer.Unread, buffer.Ended));
            if (buffer.Ended)
            {
                break;
            }
            if (!expected && sink.RowCount > 0 && length > 0 && options.Where is null)
            {
                // One percent more than the beginning suggests, so that usually nothing grows.
                expected = true;
                sink.Expect((long)(1.01 * length / buffer.Taken * sink.RowCount) + 1);
            }
            await FillAsync(buffer, parser.Line, ct).ConfigureAwait(false);
        }
        if (sink.ColumnCount == 0)
        {
            throw TabularErrors.EmptyFile();
        }
        sink.CheckNames();
        return sink.Build([.. new[] { dialect.Note, parser is CsvParser ? sink.NoteHeader() : null }.OfType<string>()]);
    }

    private static async Task<(ReadOnlyMemory<byte> Beginning, Stream Whole)> PeekAsync(Stream stream, CancellationToken ct)
    {
        var bytes = new byte[ColumnarFormat.BeginningBytes];
        try
        {
            var peeked = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            return (bytes.AsMemory(0, peeked), new PrefixedStream(bytes.AsMemory(0, peeked), stream));
        }
        catch (InvalidDataException problem)
        {
            throw TabularErrors.DamagedCompression(1, problem);
        }
    }

    private static async Task FillAsync(InputBuffer buffer, long line, CancellationToken ct)
    {
        try
        {
            await buffer.FillAsync(line, ct).ConfigureAwait(false);
        }
        catch (InvalidDataException problem)
        {
            throw TabularErrors.DamagedCompression(line, problem);
        }
    }

    // Arrow is read here, Parquet by whoever can.
    private static IColumnarReader? ReaderOf(ReadOnlySpan<byte> beginning, TabularReadOptions options) =>
        options.Format is not TabularFormat.Detect ? null
        : ColumnarFormat.IsArrow(beginning) ? ArrowReader.Instance
        : ColumnarFormat.IsParquet(beginning) ? options.Columnar ?? throw TabularErrors.NoColumnarReader()
        : null;

    private static IRowParser CreateParser(TabularReadOptions options, RowSink sink, InputBuffer buffer, out CsvDialect dialect)
    {
        dialect = CsvDialect.Plain;
        var format = options.Format;
        var beginning = buffer.Unread.Span;
        if (format == TabularFormat.Detect)
        {
            var text = beginning.TrimStart(" \t\r\n"u8);
            format = !text.IsEmpty && text[0] == (byte)'{' ? TabularFormat.Ndjson : TabularFormat.Csv;
        }
        if (format == TabularFormat.Ndjson)
        {
            dialect = CsvDialect.DetectJson(beginning, buffer.Ended, options.Roles, sink.Late.Known);
            Watch(sink, dialect);
            return new NdjsonParser(sink, options.Limits, dialect);
        }
        dialect = CsvDialect.Detect(beginning, buffer.Ended, options.Roles, sink.Late.Known);
        Watch(sink, dialect);
        buffer.Take(dialect.Skip);
        return new CsvParser(sink, options.Limits, dialect);
    }

    private static void Watch(RowSink sink, CsvDialect dialect)
    {
        if (sink.Late != LateNumbers.None)
        {
            sink.Late.Until = dialect.Until;
        }
    }
}
