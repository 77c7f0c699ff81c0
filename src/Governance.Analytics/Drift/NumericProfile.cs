using System.Runtime.CompilerServices;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>A numeric column of a reference: all its finite values in order, so that later comparisons are exact.</summary>
public sealed class NumericProfile : ColumnProfile
{
    private readonly ReadOnlyMemory<double> _sorted;

    internal NumericProfile(
        string name,
        ColumnRole role,
        ReadOnlyMemory<double> sorted,
        ColumnCounts counts,
        (long Distinct, long Top)? wholes = null
    )
        : base(name, ColumnType.Numeric, role, ColumnSummary.OfSorted(sorted.Span, counts, wholes))
    {
        _sorted = sorted;
        Wholes = wholes;
        Binning = Binning.For(sorted.Span);
        BinCounts = Binning.CountSorted(sorted.Span);
    }

    /// <summary>The finite values, ascending. Not empty.</summary>
    public ReadOnlySpan<double> Sorted => _sorted.Span;

    /// <summary>
    /// Different whole numbers from 2⁵³ on and rows of the most frequent one, which doubles do not tell apart; <see langword="null"/>
    /// without any.
    /// </summary>
    internal (long Distinct, long Top)? Wholes { get; }

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
