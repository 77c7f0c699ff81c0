namespace Governance.Analytics.Io;

/// <summary>
/// Which category each row has: the index of its text, -1 for missing. A row takes one byte while there are few categories, two or four
/// when they become more: most columns of a log have a handful, and a log has millions of rows.
/// </summary>
public sealed class CategoryCodes
{
    private const int Block = 4096;

    // A stored code is one more than the code, so that 0 is missing. One of the three is in use.
    private byte[] _narrow = [];
    private ushort[]? _middle;
    private int[]? _wide;
    private int _rows;

    internal CategoryCodes() { }

    internal CategoryCodes(ReadOnlySpan<int> codes)
    {
        Expect(codes.Length);
        foreach (var code in codes)
        {
            Add(code);
        }
    }

    /// <summary>Number of rows.</summary>
    public int Length => _rows;

    internal long MemoryBytes =>
        _narrow.LongLength + ((_middle?.LongLength ?? 0) * sizeof(ushort)) + ((_wide?.LongLength ?? 0) * sizeof(int));

    /// <summary>The code of a row, -1 for missing.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public int this[int row] =>
        (
            _wide is { } wide ? wide[row]
            : _middle is { } middle ? middle[row]
            : _narrow[row]
        ) - 1;

    /// <summary>The codes of neighbouring rows.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="codes">Filled with a code a row.</param>
    public void CopyTo(int start, Span<int> codes)
    {
        if (_wide is { } wide)
        {
            Widen(wide.AsSpan(start, codes.Length), codes);
        }
        else if (_middle is { } middle)
        {
            Widen(middle.AsSpan(start, codes.Length), codes);
        }
        else
        {
            Widen(_narrow.AsSpan(start, codes.Length), codes);
        }
    }

    /// <summary>All codes, four bytes each.</summary>
    public int[] ToArray()
    {
        var codes = new int[_rows];
        CopyTo(0, codes);
        return codes;
    }

    /// <summary>Rows of each code; missing ones are not counted.</summary>
    /// <param name="categories">Number of categories.</param>
    internal long[] Count(int categories)
    {
        var counts = new long[categories];
        if (_wide is not null || categories > ushort.MaxValue)
        {
            var codes = new int[Math.Min(Block, _rows)];
            for (var start = 0; start < _rows; start += Block)
            {
                var part = codes.AsSpan(0, Math.Min(Block, _rows - start));
                CopyTo(start, part);
                foreach (var code in part)
                {
                    if (code >= 0)
                    {
                        counts[code]++;
                    }
                }
            }
            return counts;
        }
        // Neighbouring rows often share a code: tables side by side keep one addition from waiting for the last. Slot 0 takes what is
        // missing.
        var slots = _middle is null ? byte.MaxValue + 1 : ushort.MaxValue + 1;
        var tables = new int[4 * slots];
        if (_middle is { } middle)
        {
            CountInto(middle.AsSpan(0, _rows), tables, slots);
        }
        else
        {
            CountInto(_narrow.AsSpan(0, _rows), tables, slots);
        }
        for (var c = 0; c < categories; c++)
        {
            counts[c] = (long)tables[c + 1] + tables[slots + c + 1] + tables[(2 * slots) + c + 1] + tables[(3 * slots) + c + 1];
        }
        return counts;
    }

    internal void Expect(int rows)
    {
        if (_wide is not null)
        {
            Resize(ref _wide, rows);
        }
        else if (_middle is not null)
        {
            Resize(ref _middle, rows);
        }
        else
        {
            Resize(ref _narrow, rows);
        }
    }

    internal void Add(int code)
    {
        var stored = code + 1;
        if (_wide is null && stored > (_middle is null ? byte.MaxValue : ushort.MaxValue))
        {
            Widen(stored);
        }
        var capacity = _wide?.Length ?? _middle?.Length ?? _narrow.Length;
        if (_rows == capacity)
        {
            Expect((int)Math.Min(Array.MaxLength, Math.Max(256, capacity * 2L)));
        }
        if (_wide is not null)
        {
            _wide[_rows++] = stored;
        }
        else if (_middle is not null)
        {
            _middle[_rows++] = (ushort)stored;
        }
        else
        {
            _narrow[_rows++] = (byte)stored;
        }
    }

    /// <summary>Gives the memory back; no row is left.</summary>
    internal void Clear()
    {
        (_narrow, _middle, _wide) = ([], null, null);
        _rows = 0;
    }

    private static void Resize<T>(ref T[] array, int rows)
    {
        if (rows > array.Length)
        {
            Array.Resize(ref array, rows);
        }
    }

    private static void Widen(ReadOnlySpan<int> stored, Span<int> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = stored[i] - 1;
        }
    }

    private static void Widen(ReadOnlySpan<ushort> stored, Span<int> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = stored[i] - 1;
        }
    }

    private static void Widen(ReadOnlySpan<byte> stored, Span<int> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = stored[i] - 1;
        }
    }

    private static void CountInto(ReadOnlySpan<byte> stored, Span<int> tables, int slots)
    {
        var (first, second, third, fourth) = (0, slots, 2 * slots, 3 * slots);
        var i = 0;
        for (; i + 4 <= stored.Length; i += 4)
        {
            tables[first + stored[i]]++;
            tables[second + stored[i + 1]]++;
            tables[third + stored[i + 2]]++;
            tables[fourth + stored[i + 3]]++;
        }
        for (; i < stored.Length; i++)
        {
            tables[stored[i]]++;
        }
    }

    private static void CountInto(ReadOnlySpan<ushort> stored, Span<int> tables, int slots)
    {
        var (first, second, third, fourth) = (0, slots, 2 * slots, 3 * slots);
        var i = 0;
        for (; i + 4 <= stored.Length; i += 4)
        {
            tables[first + stored[i]]++;
            tables[second + stored[i + 1]]++;
            tables[third + stored[i + 2]]++;
            tables[fourth + stored[i + 3]]++;
        }
        for (; i < stored.Length; i++)
        {
            tables[stored[i]]++;
        }
    }

    private void Widen(int needed)
    {
        if (_middle is null && needed <= ushort.MaxValue)
        {
            _middle = new ushort[_narrow.Length];
            for (var i = 0; i < _rows; i++)
            {
                _middle[i] = _narrow[i];
            }
        }
        else
        {
            _wide = new int[_middle?.Length ?? _narrow.Length];
            for (var i = 0; i < _rows; i++)
            {
                _wide[i] = _middle?[i] ?? _narrow[i];
            }
            _middle = null;
        }
        _narrow = [];
    }
}
