using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Governance.Analytics.Io.Arrow;

/// <summary>Reads the columns of a batch out of its body: only those that are wanted, each part where the batch says that it is.</summary>
internal sealed class ArrowBody(ArrowInput input, TabularLimits limits)
{
    private const int PairBytes = 2 * sizeof(long);
    private const long NotCompressed = -1;

    private long _held;

    /// <summary>What values in dictionaries take, for as long as the file is read.</summary>
    public long Kept { get; set; }

    /// <summary>What the last batch took.</summary>
    public long Held => _held;

    /// <summary>Reads a batch; the body begins where the input is, and is read or skipped to its end.</summary>
    /// <param name="batch">Its description.</param>
    /// <param name="bodyBytes">Length of the body.</param>
    /// <param name="fields">All columns that it has.</param>
    /// <param name="selected">Positions of those that are wanted, ascending.</param>
    /// <param name="dictionaryOf">What the numbers of a column stand for.</param>
    /// <param name="ct">Stops reading.</param>
    /// <returns>Rows, and the columns that were wanted.</returns>
    public async Task<(int Rows, ArrowColumn[] Columns)> ReadAsync(
        FlatTable batch,
        long bodyBytes,
        IReadOnlyList<ArrowField> fields,
        IReadOnlyList<int> selected,
        Func<ArrowField, ArrowDictionary?> dictionaryOf,
        CancellationToken ct
    )
    {
        var rows = batch.Int64(0);
        if (rows is < 0 or > int.MaxValue)
        {
            throw new ArrowFault(ArrowErrors.Text($"a batch says that it has {rows} rows"));
        }
        var compressed = IsCompressed(batch);
        var (nodes, buffers, views) = (Pairs(batch, 1), Pairs(batch, 2), Longs(batch, 4));
        var places = Places(fields, nodes.Length, buffers.Length, views);
        CheckBuffers(buffers, bodyBytes);
        var wanted = selected.SelectMany(i => Enumerable.Range(places[i].Buffer, places[i].Buffers)).ToArray();
        var parts = await PartsAsync(buffers, wanted, compressed, bodyBytes, ct).ConfigureAwait(false);
        var columns = new ArrowColumn[selected.Count];
        var next = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var (field, place) = (fields[selected[i]], places[selected[i]]);
            var (length, nulls) = nodes[place.Node];
            if (length != rows)
            {
                throw new ArrowFault(ArrowErrors.Text($"column \"{field.Name}\" has {length} values in a batch of {rows} rows"));
            }
            columns[i] = new ArrowColumn(field, (int)rows, nulls, parts[next..(next + place.Buffers)], dictionaryOf(field));
            next += place.Buffers;
        }
        return ((int)rows, columns);
    }

    private static bool IsCompressed(FlatTable batch)
    {
        if (batch.Table(3) is not { } compression)
        {
            return false;
        }
        return (compression.Byte(0), compression.Byte(1)) switch
        {
            (0, 0) => true,
            (1, 0) => throw ArrowErrors.Compression("ZSTD"),
            (var codec, var method) => throw ArrowErrors.Compression(ArrowErrors.Text($"codec {codec} by method {method}")),
        };
    }

    // Where in the batch's lists each column begins. Columns with views have as many more parts as the batch says, one number each.
    private static (int Node, int Buffer, int Buffers)[] Places(IReadOnlyList<ArrowField> fields, int nodes, int buffers, long[] views)
    {
        var places = new (int Node, int Buffer, int Buffers)[fields.Count];
        var (node, buffer, view) = (0L, 0L, 0);
        for (var i = 0; i < places.Length; i++)
        {
            var more = 0L;
            for (var k = 0; k < fields[i].Views; k++, view++)
            {
                more +=
                    view < views.Length && views[view] >= 0 && views[view] <= buffers
                        ? views[view]
                        : throw new ArrowFault(ArrowErrors.Text($"a batch does not state how many parts column \"{fields[i].Name}\" has"));
            }
            var own = fields[i].Buffers + more;
            if (node + fields[i].Nodes > nodes || buffer + own > buffers)
            {
                throw new ArrowFault(
                    ArrowErrors.Text($"a batch has {nodes} columns in {buffers} parts: too few for column \"{fields[i].Name}\"")
                );
            }
            places[i] = ((int)node, (int)buffer, (int)own);
            node += fields[i].Nodes;
            buffer += own;
        }
        return node == nodes && buffer == buffers
            ? places
            : throw new ArrowFault(ArrowErrors.Text($"a batch has {nodes} columns in {buffers} parts instead of {node} in {buffer}"));
    }

    private static void CheckBuffers((long Offset, long Length)[] buffers, long bodyBytes)
    {
        foreach (var (offset, length) in buffers)
        {
            if (offset < 0 || length < 0 || offset > bodyBytes || length > bodyBytes - offset)
            {
                throw new ArrowFault(
                    offset < 0 ? "a part of a batch begins before the batch"
                    : length < 0 ? "a part of a batch ends before it begins"
                    : ArrowErrors.Text($"a batch has {bodyBytes} bytes, but {length} bytes at byte {offset} are required")
                );
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>[]> PartsAsync(
        (long Offset, long Length)[] buffers,
        int[] wanted,
        bool compressed,
        long bodyBytes,
        CancellationToken ct
    )
    {
        _held = 0;
        var parts = new ReadOnlyMemory<byte>[wanted.Length];
        var at = 0L;
        foreach (var i in Enumerable.Range(0, wanted.Length).OrderBy(part => buffers[wanted[part]].Offset))
        {
            var (offset, length) = buffers[wanted[i]];
            if (length == 0)
            {
                continue;
            }
            if (offset < at)
            {
                throw new ArrowFault(ArrowErrors.Text($"the part at byte {offset} of a batch begins before the end of another at {at}"));
            }
            await input.SkipAsync(offset - at, "a batch", ct).ConfigureAwait(false);
            Hold(length);
            var bytes = await input.ReadAsync(length, "a part of a batch", ct).ConfigureAwait(false);
            parts[i] = compressed ? Unpacked(bytes) : bytes;
            at = offset + length;
        }
        await input.SkipAsync(bodyBytes - at, "a batch", ct).ConfigureAwait(false);
        return parts;
    }

    private ReadOnlyMemory<byte> Unpacked(byte[] bytes)
    {
        if (bytes.Length < sizeof(long))
        {
            throw new ArrowFault(ArrowErrors.Text($"a compressed part of {bytes.Length} bytes does not state its length"));
        }
        var packed = bytes.AsMemory(sizeof(long));
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length == NotCompressed)
        {
            return packed;
        }
        if (length < 0 || length > (long)packed.Length * Lz4Frame.MostGrowth)
        {
            throw new ArrowFault(ArrowErrors.Text($"{packed.Length} compressed bytes cannot expand to the stated {length}"));
        }
        Hold(length);
        var unpacked = new byte[length];
        if (length > 0)
        {
            Lz4Frame.Unpack(packed.Span, unpacked);
        }
        return unpacked;
    }

    private void Hold(long bytes)
    {
        _held += bytes;
        if (_held + Kept > limits.MaxTableBytes || bytes > Array.MaxLength)
        {
            throw ArrowErrors.Memory(limits.MaxTableBytes, input.Rows);
        }
    }

    private static (long First, long Second)[] Pairs(FlatTable batch, int list)
    {
        var numbers = MemoryMarshal.Cast<byte, long>(batch.Structs(list, PairBytes, out var count));
        var pairs = new (long, long)[count];
        for (var i = 0; i < count; i++)
        {
            pairs[i] = (numbers[2 * i], numbers[(2 * i) + 1]);
        }
        return pairs;
    }

    private static long[] Longs(FlatTable batch, int list) =>
        MemoryMarshal.Cast<byte, long>(batch.Structs(list, sizeof(long), out _)).ToArray();
}
