namespace Governance.Analytics.Io;

/// <summary>Numbers, one a row.</summary>
public sealed class NumericColumn : Column
{
    private double[] _values;
    private PackedNumbers? _packed;

    /// <summary>Creates a column from numbers.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="values">One value a row; NaN is missing, infinities are counted, -0.0 becomes 0.0. The array is copied.</param>
    public NumericColumn(string name, ReadOnlySpan<double> values)
        : this(name, Normalised(values), values.Length, Count(values)) { }

    internal NumericColumn(string name, double[] values, int rows, ColumnCounts counts)
        : base(name, ColumnType.Numeric, rows, counts) => _values = values;

    internal NumericColumn(string name, PackedNumbers packed, ColumnCounts counts)
        : base(name, ColumnType.Numeric, packed.Count, counts) => (_values, _packed) = ([], packed);

    /// <summary>One value a row. NaN stands for missing or invalid; infinities are kept, statistics leave them out.</summary>
    public ReadOnlySpan<double> Values => Unpacked().AsSpan(0, Math.Min(RowCount, _values.Length));

    /// <summary>
    /// The whole number that a row holds where its value in <see cref="Values"/> may be only the nearest double, from 2⁵³ on;
    /// <see langword="null"/> for any other.
    /// </summary>
    /// <param name="row">Row, counted from 0.</param>
    public Int128? WholeAt(int row) => Exact?.WholeAt(row);

    /// <summary>What the values do not hold of single rows; <see langword="null"/> where they hold everything.</summary>
    internal ExactRows? Exact { get; init; }

    /// <summary>Whether the values are kept in half the memory.</summary>
    internal bool IsPacked => _packed is not null;

    /// <summary>
    /// Gives the memory back; the column holds no values from then on. For anyone who owns the table and needs it no more.
    /// </summary>
    internal void Release() => (_values, _packed) = ([], null);

    /// <summary>The value of a row, without unpacking the others.</summary>
    internal double ValueAt(int row) => _packed is { } packed ? packed[row] : _values[row];

    /// <summary>The values of neighbouring rows, without unpacking the others.</summary>
    internal void CopyTo(int start, Span<double> values)
    {
        if (_packed is { } packed)
        {
            packed.CopyTo(start, values);
        }
        else
        {
            _values.AsSpan(start, values.Length).CopyTo(values);
        }
    }

    /// <summary>Hands over the values; the column holds none from then on. For anyone who owns the table and needs it no more.</summary>
    internal Memory<double> Surrender()
    {
        var values = Unpacked().AsMemory(0, RowCount);
        _values = [];
        return values;
    }

    // Several threads may ask at once; each gets the same numbers, and one array stays.
    private double[] Unpacked()
    {
        if (_packed is { } packed)
        {
            var values = new double[RowCount];
            packed.CopyTo(0, values);
            _values = values;
            _packed = null;
        }
        return _values;
    }

    private static double[] Normalised(ReadOnlySpan<double> values)
    {
        var copy = values.ToArray();
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] += 0.0;
        }
        return copy;
    }

    private static ColumnCounts Count(ReadOnlySpan<double> values)
    {
        long missing = 0;
        long infinite = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                missing++;
            }
            else if (double.IsInfinity(value))
            {
                infinite++;
            }
        }
        return new ColumnCounts(missing, infinite, 0, [], []);
    }
}
