using System.Buffers.Binary;
using Governance.Analytics.Samples;

namespace Governance.Analytics.Io;

/// <summary>
/// What a column of numbers or instants does not hold of single rows: whole numbers from 2⁵³ on, of which a double is only the nearest, and
/// values of another type, which look like missing ones. Rows are compared by it, and different values counted.
/// </summary>
internal sealed class ExactRows
{
    /// <summary>From here on, neighbouring whole numbers share a double.</summary>
    public const double FirstRounded = 1L << 53;

    private const ulong OfText = 0x5851F42D4C957F2D;
    private int[] _rows = [];
    private Int128[] _values = [];
    private bool[] _isWhole = [];
    private int _count;

    public long MemoryBytes => _rows.LongLength * (sizeof(int) + 16 + sizeof(bool));

    /// <summary>Whole numbers kept.</summary>
    public int WholeCount { get; private set; }

    /// <summary>Whether a double may be only the nearest number to the one that was written.</summary>
    public static bool IsRounded(double value) => Math.Abs(value) is >= FirstRounded and < 1.7e38;

    /// <summary>The whole number that a token of digits says; of another notation what its double is.</summary>
    public static Int128 WholeOf(ReadOnlySpan<byte> token, double value)
    {
        if (TryWhole(NumberToken.Trim(token), out var whole))
        {
            return whole;
        }
        Span<byte> plain = stackalloc byte[DressedNumber.MaxPlain];
        return DressedNumber.TryUndress(token, plain, out var length, out _) && TryWhole(plain[..length], out whole)
            ? whole
            : (Int128)value;
    }

    /// <summary>Keeps a whole number.</summary>
    /// <param name="row">Its row; ascending.</param>
    /// <param name="value">The number.</param>
    public void AddWhole(int row, Int128 value)
    {
        Add(row, value, isWhole: true);
        WholeCount++;
    }

    /// <summary>Keeps what a value of another type was.</summary>
    /// <param name="row">Its row; ascending.</param>
    /// <param name="token">The value as it was written.</param>
    public void AddText(int row, ReadOnlySpan<byte> token) => Add(row, RowHashes.Text(token) ^ OfText, isWhole: false);

    /// <summary>The whole number of a row; <see langword="null"/> when none is kept of it.</summary>
    public Int128? WholeAt(int row) => Array.BinarySearch(_rows, 0, _count, row) is >= 0 and var at && _isWhole[at] ? _values[at] : null;

    /// <summary>Puts what is kept in the place of the bits that stand for these rows.</summary>
    /// <param name="bits">Bits of neighbouring rows.</param>
    /// <param name="start">The first row.</param>
    public void Overwrite(Span<ulong> bits, int start)
    {
        var at = Array.BinarySearch(_rows, 0, _count, start);
        for (var i = at < 0 ? ~at : at; i < _count && _rows[i] < start + bits.Length; i++)
        {
            var value = _values[i];
            // A number that its double holds keeps the bits of that: it is the same in whatever notation.
            bits[_rows[i] - start] =
                !_isWhole[i] ? (ulong)value
                : (Int128)(double)value == value ? BitConverter.DoubleToUInt64Bits((double)value)
                : RowHashes.Text(Bytes(value));
        }
    }

    /// <summary>The same of chosen rows, in the order given; <see langword="null"/> when nothing is kept of any of them.</summary>
    public ExactRows? Take(ReadOnlySpan<int> rows)
    {
        ExactRows? taken = null;
        for (var i = 0; i < rows.Length; i++)
        {
            var at = Array.BinarySearch(_rows, 0, _count, rows[i]);
            if (at < 0)
            {
                continue;
            }
            taken ??= new ExactRows();
            taken.Add(i, _values[at], _isWhole[at]);
            taken.WholeCount += _isWhole[at] ? 1 : 0;
        }
        return taken;
    }

    /// <summary>Different whole numbers, and rows of the most frequent one; <see langword="null"/> without any.</summary>
    public (long Distinct, long Top)? Count()
    {
        if (WholeCount == 0)
        {
            return null;
        }
        var whole = new Int128[WholeCount];
        for (int i = 0, n = 0; i < _count; i++)
        {
            if (_isWhole[i])
            {
                whole[n++] = _values[i];
            }
        }
        Array.Sort(whole);
        var (distinct, top, run) = (0L, 0L, 0L);
        for (var i = 0; i < whole.Length; i++)
        {
            var isNew = i == 0 || whole[i] != whole[i - 1];
            distinct += isNew ? 1 : 0;
            run = isNew ? 1 : run + 1;
            top = Math.Max(top, run);
        }
        return (distinct, top);
    }

    private static bool TryWhole(ReadOnlySpan<byte> digits, out Int128 whole) =>
        Int128.TryParse(
            digits,
            System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture,
            out whole
        );

    private static ReadOnlySpan<byte> Bytes(Int128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, value);
        return bytes;
    }

    private void Add(int row, Int128 value, bool isWhole)
    {
        if (_count == _rows.Length)
        {
            var size = (int)Math.Min(Array.MaxLength, Math.Max(16, _count * 2L));
            Array.Resize(ref _rows, size);
            Array.Resize(ref _values, size);
            Array.Resize(ref _isWhole, size);
        }
        (_rows[_count], _values[_count], _isWhole[_count]) = (row, value, isWhole);
        _count++;
    }
}
