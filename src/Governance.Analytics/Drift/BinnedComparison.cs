using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>The statistics of one column that need bins only: no sorting, one pass over the values.</summary>
/// <param name="Counts">Values of the current sample by bin of the reference; for categories those of the reference in ordinal order, then
/// new ones.</param>
/// <param name="Psi">See <see cref="PopulationStability.Index"/>; <see langword="null"/> without a value.</param>
/// <param name="JensenShannon">See <see cref="BinnedDistances.JensenShannon"/>.</param>
/// <param name="Hellinger">See <see cref="BinnedDistances.Hellinger"/>.</param>
/// <param name="TotalVariation">See <see cref="BinnedDistances.TotalVariation"/>.</param>
/// <param name="LInfinity">See <see cref="BinnedDistances.LInfinity"/>.</param>
public sealed record BinnedComparison(
    IReadOnlyList<long> Counts,
    double? Psi,
    double? JensenShannon,
    double? Hellinger,
    double? TotalVariation,
    double? LInfinity
)
{
    /// <summary>Compares a column with its frozen reference.</summary>
    /// <param name="reference">A compared column of a <see cref="ReferenceProfile"/>, numeric or categorical.</param>
    /// <param name="current">The column of the window, of the same type.</param>
    /// <returns>The statistics, the same as those of a full comparison.</returns>
    /// <exception cref="ArgumentException">The types differ, or the column is not compared.</exception>
    public static BinnedComparison Compare(ColumnProfile reference, Column current)
    {
        var (before, now) = (reference, current) switch
        {
            (NumericProfile numeric, NumericColumn column) => ([.. numeric.BinCounts], numeric.Binning.CountValues(column.Values)),
            (CategoryProfile category, CategoryColumn column) => Categories(category, column),
            _ => throw new ArgumentException($"Column \"{reference.Name}\" is not compared, or has another type.", nameof(current)),
        };
        return new BinnedComparison(
            now,
            PopulationStability.Index(before, now),
            BinnedDistances.JensenShannon(before, now),
            BinnedDistances.Hellinger(before, now),
            BinnedDistances.TotalVariation(before, now),
            BinnedDistances.LInfinity(before, now)
        );
    }

    private static (long[] Reference, long[] Current) Categories(CategoryProfile reference, CategoryColumn column)
    {
        var (names, counts) = CategoryCounts.Align(reference, column);
        long[] before = [.. reference.CategoryCounts, .. new long[names.Count - reference.Categories.Count]];
        return (before, counts);
    }
}
