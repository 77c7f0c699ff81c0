namespace Governance.Analytics.Io;

/// <summary>Numbers, one a row.</summary>
public sealed class NumericColumn : Column
{
    private double[] _values;

    /// <summary>Creates a column from numbers.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="values">One value a row; NaN is missing, infinities are counted, -0.0 becomes 0.0. The array is copied.</param>
    public NumericColumn(string name, ReadOnlySpan<double> values)
        : this(name, Normalised(values), values.Length, Count(values))
    {
    }

    internal NumericColumn(string name, double[] values, int rows, ColumnCounts counts)
        : base(name, ColumnType.Numeric, rows, counts) => _values = values;

    /// <summary>One value a row. NaN stands for missing or invalid; infinities are kept, statistics leave them out.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Math.Min(RowCount, _values.Length));

    /// <summary>Hands over the values; the column holds none from then on. For whoever owns the table and needs it no more.</summary>
    internal Memory<double> Surrender()
    {
        var values = _values.AsMemory(0, RowCount);
        _values = [];
        return values;
    }

    private static double[] Normalised(ReadOnlySpan<double> values)
    {
        var copy = values.ToArray();
        for (var i = 0; i < copy.Length; i++) { copy[i] += 0.0; }
        return copy;
    }

    private static ColumnCounts Count(ReadOnlySpan<double> values)
    {
        long missing = 0;
        long infinite = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value)) { missing++; }
            else if (double.IsInfinity(value)) { infinite++; }
        }
        return new ColumnCounts(missing, infinite, 0, [], []);
    }
}
