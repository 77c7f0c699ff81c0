using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Governance.Analytics.Io;

/// <summary>
/// Finds the fields of plain records: no quotation mark, as many fields as the header. Everything else is left to the careful parser.
/// </summary>
internal static class CsvIndex
{
    /// <summary>Takes plain records from the start of the data until the batch is full or a record is not plain.</summary>
    /// <param name="data">The whole buffer.</param>
    /// <param name="from">Where the next record starts.</param>
    /// <param name="separator">What stands between two fields.</param>
    /// <param name="columns">Fields of a record.</param>
    /// <param name="longest">Bytes of a record at most.</param>
    /// <param name="batch">Takes the rows.</param>
    /// <param name="line">Line of the next record; moved on.</param>
    /// <returns>Where the first record starts that was not taken.</returns>
    public static int Take(ReadOnlySpan<byte> data, int from, byte separator, int columns, int longest, RowBatch batch, ref long line)
    {
        var recordStart = from;
        var fieldStart = from;
        var field = 0;
        if (batch.IsFull)
        {
            return from;
        }
        var at = batch.Reserve(columns);
        var (starts, lengths) = (batch.Starts, batch.Lengths);
        var between = Vector256.Create(separator);
        ref var bytes = ref MemoryMarshal.GetReference(data);
        for (var offset = from; offset + Vector256<byte>.Count <= data.Length; offset += Vector256<byte>.Count)
        {
            var mask = Marks(ref bytes, offset, between);
            while (mask != 0)
            {
                var position = offset + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                var mark = Unsafe.Add(ref bytes, position);
                if (mark == separator)
                {
                    if (field >= columns - 1)
                    {
                        return recordStart;
                    }
                    starts[at + field] = fieldStart;
                    lengths[at + field] = position - fieldStart;
                    field++;
                    fieldStart = position + 1;
                    continue;
                }
                // The line feed behind a carriage return that ended the record already.
                if (position < recordStart)
                {
                    continue;
                }
                var ending =
                    mark == (byte)'\n' ? 1
                    : mark == (byte)'\r' && position + 1 < data.Length && Unsafe.Add(ref bytes, position + 1) == (byte)'\n' ? 2
                    : 0;
                if (ending == 0 || field != columns - 1 || position == recordStart || position - recordStart > longest)
                {
                    return recordStart;
                }
                starts[at + field] = fieldStart;
                lengths[at + field] = position - fieldStart;
                batch.Commit(line++);
                recordStart = fieldStart = position + ending;
                field = 0;
                if (batch.IsFull)
                {
                    return recordStart;
                }
                at = batch.Reserve(columns);
                (starts, lengths) = (batch.Starts, batch.Lengths);
            }
        }
        return recordStart;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Marks(ref byte bytes, int offset, Vector256<byte> between)
    {
        var vector = Vector256.LoadUnsafe(ref bytes, (nuint)offset);
        var marks =
            Vector256.Equals(vector, between)
            | Vector256.Equals(vector, Vector256.Create((byte)'\n'))
            | Vector256.Equals(vector, Vector256.Create((byte)'"'))
            | Vector256.Equals(vector, Vector256.Create((byte)'\r'));
        return marks.ExtractMostSignificantBits();
    }
}
