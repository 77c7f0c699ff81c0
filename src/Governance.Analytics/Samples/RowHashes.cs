using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Samples;

/// <summary>
/// A 64-bit hash of each row, equal for equal contents in whatever file and order of rows. Two different rows share a hash with a
/// probability of about N²·2⁻⁶⁵.
/// </summary>
internal static class RowHashes
{
    private const int Block = 4096;
    private const ulong Missing = 0x9E3779B97F4A7C15;

    /// <summary>Hashes rows over some columns, in the order given.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Columns that count.</param>
    /// <param name="onTopOf">Hashes of the same rows over other columns to go on from; <see langword="null"/> to begin.</param>
    public static ulong[] Of(int rows, IReadOnlyList<Column> columns, ulong[]? onTopOf = null)
    {
        var hashes = onTopOf is null ? new ulong[rows] : (ulong[])onTopOf.Clone();
        if (rows == 0)
        {
            return hashes;
        }
        var seeds = columns.Select(c => Text(Encoding.UTF8.GetBytes(c.Name))).ToArray();
        var categories = columns
            .Select(c => c is CategoryColumn category ? category.Categories.Select(t => Text(Encoding.UTF8.GetBytes(t))).ToArray() : [])
            .ToArray();
        Parallel.For(
            0,
            (rows + Block - 1) / Block,
            Parallelism.Machine,
            block =>
            {
                var start = block * Block;
                var length = Math.Min(Block, rows - start);
                for (var i = 0; i < columns.Count; i++)
                {
                    Add(hashes.AsSpan(start, length), columns[i], seeds[i], categories[i], start);
                }
            }
        );
        return hashes;
    }

    /// <summary>Rows that equal an earlier row, told from sorted hashes.</summary>
    public static long Repeats(ReadOnlySpan<ulong> sorted)
    {
        long repeats = 0;
        for (var i = 1; i < sorted.Length; i++)
        {
            repeats += sorted[i] == sorted[i - 1] ? 1 : 0;
        }
        return repeats;
    }

    /// <summary>How many of the one's rows occur among the other's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Shared(ReadOnlySpan<ulong> sorted, ReadOnlySpan<ulong> sortedOther)
    {
        long shared = 0;
        for (int i = 0, j = 0; i < sorted.Length && j < sortedOther.Length; )
        {
            if (sorted[i] < sortedOther[j])
            {
                i++;
            }
            else if (sorted[i] > sortedOther[j])
            {
                j++;
            }
            else
            {
                shared++;
                i++;
            }
        }
        return shared;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Span<ulong> hashes, Column column, ulong seed, ulong[] categories, int start)
    {
        switch (column)
        {
            case NumericColumn numeric:
                Span<double> values = stackalloc double[Block];
                values = values[..hashes.Length];
                numeric.CopyTo(start, values);
                if (numeric.Exact is { } exact)
                {
                    Span<ulong> bits = stackalloc ulong[Block];
                    bits = bits[..hashes.Length];
                    for (var i = 0; i < bits.Length; i++)
                    {
                        bits[i] = BitsOf(values[i]);
                    }
                    exact.Overwrite(bits, start);
                    Add(hashes, bits, seed);
                    break;
                }
                for (var i = 0; i < hashes.Length; i++)
                {
                    hashes[i] = Mix(hashes[i] ^ seed, BitsOf(values[i]));
                }
                break;
            case CategoryColumn category:
                Span<int> codes = stackalloc int[Block];
                codes = codes[..hashes.Length];
                category.Codes.CopyTo(start, codes);
                for (var i = 0; i < hashes.Length; i++)
                {
                    hashes[i] = Mix(hashes[i] ^ seed, codes[i] < 0 ? Missing : categories[codes[i]]);
                }
                break;
            case DateTimeColumn dates:
                var ticks = dates.UtcTicks.Slice(start, hashes.Length);
                if (dates.Exact is { } outside)
                {
                    Span<ulong> bits = stackalloc ulong[Block];
                    bits = bits[..hashes.Length];
                    MemoryMarshal.Cast<long, ulong>(ticks).CopyTo(bits);
                    outside.Overwrite(bits, start);
                    Add(hashes, bits, seed);
                    break;
                }
                for (var i = 0; i < hashes.Length; i++)
                {
                    hashes[i] = Mix(hashes[i] ^ seed, (ulong)ticks[i]);
                }
                break;
            case KeyColumn keys:
                for (var i = 0; i < hashes.Length; i++)
                {
                    hashes[i] = Mix(hashes[i] ^ seed, Text(keys[start + i]));
                }
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Span<ulong> hashes, ReadOnlySpan<ulong> bits, ulong seed)
    {
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Mix(hashes[i] ^ seed, bits[i]);
        }
    }

    private static ulong BitsOf(double value) => double.IsNaN(value) ? Missing : BitConverter.DoubleToUInt64Bits(value);

    /// <summary>A hash of bytes, the same in every process.</summary>
    internal static ulong Text(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash, BitConverter.ToUInt64(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        ulong rest = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }
        return Mix(hash, rest);
    }

    // A multiplication folded to 64 bits, after wyhash (Wang Yi): every bit of both inputs reaches every bit of the result.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ 0xA0761D6478BD642F, BitOperations.RotateLeft(value, 23) ^ 0xE7037ED1A0B428DB, out var low);
        return high ^ low ^ value;
    }
}
