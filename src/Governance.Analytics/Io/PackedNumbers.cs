namespace Governance.Analytics.Io;

/// <summary>
/// Numbers of a log that were written with a few decimals, in four bytes each: a whole number and, for all of them, by which power of ten
/// it is divided. Dividing gives back the very bits, because both are exact and one IEEE operation rounds correctly (Clinger 1990); a
/// number for which it does not is not taken.
/// </summary>
internal sealed class PackedNumbers
{
    private const int Missing = int.MinValue;
    private const int MaxDecimals = 9;
    private static readonly double[] s_powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    private int[] _scaled = [];
    private int _decimals;
    private int _largest;

    /// <summary>Numbers taken.</summary>
    public int Count { get; private set; }

    public long MemoryBytes => _scaled.LongLength * sizeof(int);

    /// <summary>A number taken.</summary>
    public double this[int row] => Unpack(_scaled[row], s_powers[_decimals]);

    /// <summary>Makes room for so many numbers in all.</summary>
    public void Expect(int count)
    {
        if (count > _scaled.Length)
        {
            Array.Resize(ref _scaled, count);
        }
    }

    /// <summary>Takes a number; false, and nothing is changed, for one that does not fit. NaN does.</summary>
    public bool TryAdd(double value)
    {
        var scaled = Missing;
        if (!double.IsNaN(value) && !TryScale(value, out scaled))
        {
            return false;
        }
        if (Count == _scaled.Length)
        {
            Expect((int)Math.Min(Array.MaxLength, Math.Max(256, Count * 2L)));
        }
        _scaled[Count++] = scaled;
        return true;
    }

    /// <summary>Writes neighbouring numbers.</summary>
    /// <param name="start">The first.</param>
    /// <param name="values">Filled.</param>
    public void CopyTo(int start, Span<double> values)
    {
        var power = s_powers[_decimals];
        var scaled = _scaled.AsSpan(start, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Unpack(scaled[i], power);
        }
    }

    private static double Unpack(int scaled, double power) => scaled == Missing ? double.NaN : scaled / power;

    private static bool IsExact(double value, int decimals, out int scaled)
    {
        var rounded = Math.Round(value * s_powers[decimals]);
        scaled = 0;
        if (!(Math.Abs(rounded) <= int.MaxValue))
        {
            return false;
        }
        scaled = (int)rounded;
        return scaled / s_powers[decimals] == value;
    }

    private bool TryScale(double value, out int scaled)
    {
        for (var decimals = _decimals; decimals <= MaxDecimals; decimals++)
        {
            if (!IsExact(value, decimals, out scaled))
            {
                continue;
            }
            if (decimals > _decimals && !TryWiden(decimals))
            {
                return false;
            }
            _largest = Math.Max(_largest, Math.Abs(scaled));
            return true;
        }
        scaled = 0;
        return false;
    }

    // A factor of ten is exact in whole numbers, so what was taken stays what it was.
    private bool TryWiden(int decimals)
    {
        var factor = (int)s_powers[decimals - _decimals];
        if ((long)_largest * factor > int.MaxValue)
        {
            return false;
        }
        foreach (ref var scaled in _scaled.AsSpan(0, Count))
        {
            if (scaled != Missing)
            {
                scaled *= factor;
            }
        }
        _largest *= factor;
        _decimals = decimals;
        return true;
    }
}
