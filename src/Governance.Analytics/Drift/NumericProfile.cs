using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>A numeric column of a reference: all its finite values in order, so that later comparisons are exact.</summary>
public sealed class NumericProfile : ColumnProfile
{
    private readonly ReadOnlyMemory<double> _sorted;

    internal NumericProfile(string name, ColumnRole role, ReadOnlyMemory<double> sorted, ColumnCounts counts)
        : base(name, ColumnType.Numeric, role, ColumnSummary.OfSorted(sorted.Span, counts))
    {
        _sorted = sorted;
        Binning = Binning.For(sorted.Span);
        BinCounts = Binning.CountSorted(sorted.Span);
    }

    /// <summary>The finite values, ascending. Not empty.</summary>
    public ReadOnlySpan<double> Sorted => _sorted.Span;

    /// <summary>The frozen bins.</summary>
    public Binning Binning { get; }

    /// <summary>The reference by bin.</summary>
    public IReadOnlyList<long> BinCounts { get; }

    /// <summary>The finite values of a column in order.</summary>
    /// <param name="column">The column.</param>
    /// <param name="consume">Whether its own memory is used, after which the column is empty.</param>
    internal static Memory<double> SortFinite(NumericColumn column, bool consume)
    {
        var values = consume ? column.Surrender() : column.Values.ToArray();
        return values[..SortFinite(values.Span).Length];
    }

    /// <summary>Moves the finite values to the front, in order.</summary>
    /// <returns>That front.</returns>
    internal static Span<double> SortFinite(Span<double> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                values[count++] = value;
            }
        }
        var finite = values[..count];
        RadixSort.Sort(finite);
        return finite;
    }
}
