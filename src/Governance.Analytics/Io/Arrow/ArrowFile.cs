using System.Buffers.Binary;

namespace Governance.Analytics.Io.Arrow;

/// <summary>
/// An open Arrow file: the messages of a stream one after the other, also where a footer says once more where they are. What the footer
/// says is compared with what was read, so a file that was cut off or put together wrongly is not taken for a shorter one.
/// </summary>
internal sealed class ArrowFile : IColumnarFile
{
    /// <summary>Bytes at the beginning, and of each message, that say what follows.</summary>
    public const int HeadBytes = 8;

    private const int TailBytes = 10;
    private const int BlockBytes = 24;
    private const int SchemaKind = 1;
    private const int MostDescription = 64 << 20;
    private const int OldestVersion = 3;

    private readonly ArrowInput _input;
    private readonly ArrowBody _body;
    private readonly Stream? _own;
    private readonly TabularLimits _limits;
    private readonly List<(long At, long BodyBytes)> _batches = [];
    private readonly List<(long At, long BodyBytes)> _dictionaryBatches = [];
    private readonly Dictionary<long, ArrowDictionary> _dictionaries = [];
    private List<ArrowField> _fields = [];
    private IReadOnlyList<int> _selected = [];
    private ArrowRows? _rows;
    private bool _hasFooter;
    private bool _ended;
    private long _at;
    private long _bytes;

    private ArrowFile(Stream content, Stream? own, TabularLimits limits)
    {
        (_input, _own, _limits) = (new ArrowInput(content, limits), own, limits);
        _body = new ArrowBody(_input, limits);
    }

    public IReadOnlyList<ColumnarColumn> Columns { get; private set; } = [];

    // Only its batches say.
    public long RowCount => 0;

    /// <summary>Whether it has a footer.</summary>
    public static bool IsFile(ReadOnlySpan<byte> beginning) => beginning.StartsWith("ARROW1"u8);

    /// <summary>Reads as far as the columns are known.</summary>
    /// <param name="content">The bytes, at their beginning.</param>
    /// <param name="own">What is closed with it.</param>
    /// <param name="limits">Limits of size.</param>
    /// <param name="ct">Stops reading.</param>
    public static async Task<IColumnarFile> OfAsync(Stream content, Stream? own, TabularLimits limits, CancellationToken ct)
    {
        var file = new ArrowFile(content, own, limits);
        try
        {
            await file.InPlaceAsync(() => file.BeginAsync(ct)).ConfigureAwait(false);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return file;
    }

    public Task SelectAsync(IReadOnlyList<int> columns, CancellationToken cancellationToken)
    {
        _selected = columns;
        return Task.CompletedTask;
    }

    public async ValueTask<ColumnarBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        var batch = await InPlaceAsync(() => NextAsync(cancellationToken)).ConfigureAwait(false);
        if (batch is not null)
        {
            _input.Rows += batch.Rows;
            _bytes += batch.Columns.Sum(c => (long)c.Data.Length);
            if (_bytes > _limits.MaxInputBytes)
            {
                throw ColumnarErrors.TooManyBytes(_input.Rows, _limits.MaxInputBytes);
            }
        }
        return batch;
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Whatever is wrong is said with the place of the message that it is wrong in.
    private async Task<T> InPlaceAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ArrowFault fault)
        {
            throw ArrowErrors.Damaged(_at, fault.Message, _input.Rows);
        }
    }

    private async Task<bool> BeginAsync(CancellationToken ct)
    {
        var head = await _input.ReadAsync(HeadBytes, "the beginning", ct).ConfigureAwait(false);
        _hasFooter = IsFile(head);
        if (_hasFooter)
        {
            _at = _input.Position;
            head = await _input.ReadAsync(HeadBytes, "the first message", ct).ConfigureAwait(false);
        }
        if (!IsMessage(head))
        {
            throw ArrowErrors.Old();
        }
        var (kind, version, schema, bodyBytes) = await ReadAsync(head, ct).ConfigureAwait(false);
        if (kind == SchemaKind)
        {
            await _input.SkipAsync(bodyBytes, "the first message", ct).ConfigureAwait(false);
        }
        else if (_hasFooter)
        {
            // Some programs say what the columns are at the end alone.
            var footer = await FooterAsync(ct).ConfigureAwait(false);
            (version, schema) = (footer.Int16(0), footer.Table(1) ?? throw new ArrowFault("its footer does not describe its columns"));
            _input.Return(_at);
        }
        else
        {
            throw new ArrowFault("it does not begin with a description of its columns");
        }
        _fields = version >= OldestVersion ? ArrowSchema.Read(schema, version, _limits) : throw ArrowErrors.Old();
        Columns = [.. _fields.Select(f => f.Column)];
        return true;
    }

    private async Task<FlatTable> FooterAsync(CancellationToken ct)
    {
        var tail = await _input.TailAsync(0, TailBytes, ct).ConfigureAwait(false);
        var length = LengthOf(tail, _input.Length - TailBytes);
        return FlatTable.Root(await _input.TailAsync(TailBytes, length, ct).ConfigureAwait(false));
    }

    private async Task<ColumnarBatch?> NextAsync(CancellationToken ct)
    {
        while (!_ended)
        {
            if (_rows?.Next() is { } batch)
            {
                return batch;
            }
            _rows = null;
            _at = _input.Position;
            var head = await _input.ReadUpToAsync(HeadBytes, ct).ConfigureAwait(false);
            if (head.Length < HeadBytes)
            {
                throw new ArrowFault("it has no end marker, so it was cut off or not written completely");
            }
            if (!IsMessage(head) || BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(sizeof(int))) == 0)
            {
                await EndAsync(IsMessage(head) ? [] : head, ct).ConfigureAwait(false);
                return null;
            }
            var message = await ReadAsync(head, ct).ConfigureAwait(false);
            switch (message.Kind)
            {
                case 2:
                    _dictionaryBatches.Add((_at, message.BodyBytes));
                    await ReadDictionaryAsync(message.Header, message.BodyBytes, ct).ConfigureAwait(false);
                    break;
                case 3:
                    _batches.Add((_at, message.BodyBytes));
                    await ReadBatchAsync(message.Header, message.BodyBytes, ct).ConfigureAwait(false);
                    break;
                default:
                    throw new ArrowFault(ArrowErrors.Text($"a message of kind {message.Kind} is not a batch of rows"));
            }
        }
        return null;
    }

    private static bool IsMessage(byte[] head) => head is [0xff, 0xff, 0xff, 0xff, ..];

    private async Task<(int Kind, int Version, FlatTable Header, long BodyBytes)> ReadAsync(byte[] head, CancellationToken ct)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(sizeof(int)));
        if (length is <= 0 or > MostDescription)
        {
            throw new ArrowFault(ArrowErrors.Text($"a message says that its description has {length} bytes"));
        }
        var root = FlatTable.Root(await _input.ReadAsync(length, "the description of a message", ct).ConfigureAwait(false));
        var bodyBytes = root.Int64(3);
        if (bodyBytes < 0)
        {
            throw new ArrowFault(ArrowErrors.Text($"a message says that its body has {bodyBytes} bytes"));
        }
        return (root.Byte(1), root.Int16(0), root.Table(2) ?? throw new ArrowFault("a message has no description"), bodyBytes);
    }

    private async Task ReadBatchAsync(FlatTable batch, long bodyBytes, CancellationToken ct)
    {
        var before = _input.Rows;
        var (rows, columns) = await _body.ReadAsync(batch, bodyBytes, _fields, _selected, DictionaryOf, ct).ConfigureAwait(false);
        _rows = new ArrowRows(rows, [.. _selected.Select((at, i) => (_fields[at], columns[i]))], before, _limits);
    }

    // Values of columns that are not wanted, or that are nested in such, are skipped.
    private async Task ReadDictionaryAsync(FlatTable header, long bodyBytes, CancellationToken ct)
    {
        var id = header.Int64(0);
        var users = _selected.Select(i => _fields[i]).Where(f => f.Form is ArrowForm.Numbered && f.Dictionary == id).ToList();
        if (users.Count == 0)
        {
            await _input.SkipAsync(bodyBytes, "the values of a column", ct).ConfigureAwait(false);
            return;
        }
        var values = users[0].Values!;
        if (users.FirstOrDefault(u => !u.Values!.LiesAs(values)) is { } other)
        {
            throw new ArrowFault($"columns \"{users[0].Name}\" and \"{other.Name}\" share values, but not their type");
        }
        var data = header.Table(1) ?? throw new ArrowFault($"the values of column \"{users[0].Name}\" are missing");
        var isMore = _dictionaries.TryGetValue(id, out var dictionary) && header.Byte(2) != 0;
        if (!isMore)
        {
            _body.Kept -= dictionary?.Bytes ?? 0;
            dictionary = _dictionaries[id] = new ArrowDictionary(values);
        }
        var (_, columns) = await _body.ReadAsync(data, bodyBytes, [values], [0], _ => null, ct).ConfigureAwait(false);
        _body.Kept += _body.Held;
        dictionary!.Add(columns[0], _body.Held);
    }

    private ArrowDictionary? DictionaryOf(ArrowField field) =>
        field.Form is not ArrowForm.Numbered ? null
        : _dictionaries.TryGetValue(field.Dictionary, out var dictionary) ? dictionary
        : throw new ArrowFault($"the dictionary of column \"{field.Name}\" does not come before the rows that use it");

    private async Task EndAsync(byte[] beginning, CancellationToken ct)
    {
        _ended = true;
        var at = _input.Position;
        var rest = await _input.ReadUpToAsync(MostDescription, ct).ConfigureAwait(false);
        if (!_hasFooter)
        {
            if (beginning.Length + rest.Length > 0)
            {
                throw new ArrowFault(ArrowErrors.Text($"{beginning.Length + rest.Length} bytes follow that are not a message"));
            }
            return;
        }
        byte[] bytes = [.. beginning, .. rest];
        _at = at - beginning.Length;
        var there = bytes.Length - TailBytes;
        var length = LengthOf(bytes.AsSpan(Math.Max(0, there)), there);
        var footer = FlatTable.Root(bytes.AsMemory(there - length, length));
        Compare(footer, 2, _dictionaryBatches, "batches of values");
        Compare(footer, 3, _batches, "batches of rows");
    }

    // A file ends with the length of its footer and its name.
    private static int LengthOf(ReadOnlySpan<byte> tail, long before)
    {
        if (tail.Length < TailBytes || !tail.EndsWith("ARROW1"u8))
        {
            throw new ArrowFault("it does not end with ARROW1, so it was cut off or not written completely");
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        return length > 0 && length <= before
            ? length
            : throw new ArrowFault(ArrowErrors.Text($"its footer says that it has {length} bytes, but there are {before}"));
    }

    private static void Compare(FlatTable footer, int list, List<(long At, long BodyBytes)> read, string what)
    {
        var blocks = footer.Structs(list, BlockBytes, out var count);
        if (count != read.Count)
        {
            throw new ArrowFault(ArrowErrors.Text($"its footer names {count} {what}, but it has {read.Count}"));
        }
        for (var i = 0; i < count; i++)
        {
            var block = blocks.Slice(i * BlockBytes, BlockBytes);
            var (at, bodyBytes) = (
                BinaryPrimitives.ReadInt64LittleEndian(block),
                BinaryPrimitives.ReadInt64LittleEndian(block[(2 * sizeof(long))..])
            );
            if ((at, bodyBytes) != read[i])
            {
                var (start, size) = read[i];
                throw new ArrowFault(
                    ArrowErrors.Text($"its footer lists {bodyBytes} bytes of {what} at byte {at}, but the file has {size} at byte {start}")
                );
            }
        }
    }
}
