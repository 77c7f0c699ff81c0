using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Governance.Analytics.Statistics;

/// <summary>
/// Sorts 64-bit keys, and doubles by their IEEE 754 bits, least significant digit first. The upper 33 bits usually decide: three passes
/// over them leave nearly sorted keys, which insertion finishes; where many keys agree in those bits, the lower digits are sorted first
/// after all.
/// </summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;
    private const int WorthIt = 4096;
    private const int MovesPerKey = 8;

    /// <summary>
    /// Memory lent to one sort after the other: two pieces for each sort that runs side by side, one of them for what is sorted, and not
    /// one a thread that ever sorted.
    /// </summary>
    public static ArrayPool<ulong> Scratch { get; } = ArrayPool<ulong>.Create(1 << 27, 2 * Environment.ProcessorCount);

    private static ReadOnlySpan<int> LowShifts => [0, 11, 22];

    private static ReadOnlySpan<int> HighShifts => [31, 42, 53];

    /// <summary>Ascending order. No NaN; -0.0 must have become 0.0.</summary>
    public static void Sort(Span<double> values)
    {
        if (values.Length < WorthIt)
        {
            values.Sort();
            return;
        }
        // Flip so that the order of the bits is the order of the numbers: all bits of negatives, the sign bit of positives.
        var keys = MemoryMarshal.Cast<double, ulong>(values);
        foreach (ref var key in keys)
        {
            key ^= (ulong)((long)key >> 63) | (1UL << 63);
        }
        SortKeys(keys);
        foreach (ref var key in keys)
        {
            key ^= (ulong)(~(long)key >> 63) | (1UL << 63);
        }
    }

    /// <summary>Ascending order.</summary>
    public static void Sort(Span<ulong> keys)
    {
        if (keys.Length < WorthIt)
        {
            keys.Sort();
        }
        else
        {
            SortKeys(keys);
        }
    }

    private static void SortKeys(Span<ulong> keys)
    {
        var rented = Scratch.Rent(keys.Length);
        var scratch = rented.AsSpan(0, keys.Length);
        Pass(keys, scratch, HighShifts);
        if (!Finish(keys))
        {
            Pass(keys, scratch, LowShifts);
            Pass(keys, scratch, HighShifts);
        }
        Scratch.Return(rented);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(Span<ulong> keys, Span<ulong> scratch, ReadOnlySpan<int> shifts)
    {
        Span<int> first = stackalloc int[Buckets];
        Span<int> second = stackalloc int[Buckets];
        Span<int> third = stackalloc int[Buckets];
        first.Clear();
        second.Clear();
        third.Clear();
        var (low, middle, high) = (shifts[0], shifts[1], shifts[2]);
        foreach (var key in keys)
        {
            first[(int)(key >> low) & (Buckets - 1)]++;
            second[(int)(key >> middle) & (Buckets - 1)]++;
            third[(int)(key >> high) & (Buckets - 1)]++;
        }
        var from = keys;
        var to = scratch;
        Distribute(ref from, ref to, first, low);
        Distribute(ref from, ref to, second, middle);
        Distribute(ref from, ref to, third, high);
        if (from != keys)
        {
            from.CopyTo(keys);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distribute(ref Span<ulong> from, ref Span<ulong> to, scoped Span<int> starts, int shift)
    {
        if (starts[(int)(from[0] >> shift) & (Buckets - 1)] == from.Length)
        {
            return;
        }
        var next = 0;
        foreach (ref var start in starts)
        {
            (start, next) = (next, next + start);
        }
        foreach (var key in from)
        {
            to[starts[(int)(key >> shift) & (Buckets - 1)]++] = key;
        }
        var swap = from;
        from = to;
        to = swap;
    }

    // False, with the keys in any order, when they are too far from sorted.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Finish(Span<ulong> keys)
    {
        var budget = (long)keys.Length * MovesPerKey;
        for (var i = 1; i < keys.Length; i++)
        {
            var key = keys[i];
            var at = i;
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                keys[at] = keys[at - 1];
            }
            keys[at] = key;
            budget -= i - at;
            if (budget < 0)
            {
                return false;
            }
        }
        return true;
    }
}
