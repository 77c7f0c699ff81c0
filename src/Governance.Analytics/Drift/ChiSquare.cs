using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>Result of a chi-square test of homogeneity.</summary>
/// <param name="Statistic">Pearson's statistic; dimensionless, at least 0.</param>
/// <param name="PValue">Probability of at least this statistic when nothing has changed.</param>
/// <param name="DegreesOfFreedom">Categories that occur, minus 1.</param>
/// <param name="CramersV">√(statistic / N): effect size in [0, 1].</param>
/// <param name="LowExpectedCells">Cells of the table with an expected count below 5: with many of them the p-value is rough.</param>
public sealed record ChiSquareResult(double Statistic, double PValue, int DegreesOfFreedom, double CramersV, int LowExpectedCells);

/// <summary>Pearson's chi-square test that two samples have the same shares of categories.</summary>
public static class ChiSquare
{
    /// <summary>Tests the 2 × K table of counts, without Yates' correction.</summary>
    /// <remarks>
    /// Σ (observed − expected)² / expected, both samples counted as samples. With fewer than two categories: statistic 0, p-value 1.
    /// Source: K. Pearson, Phil. Mag. 50 (1900) 157–175; effect size: H. Cramér, <em>Mathematical Methods of Statistics</em>, 1946.
    /// </remarks>
    /// <param name="reference">Counts of the reference.</param>
    /// <param name="current">Counts of the current sample, category by category.</param>
    /// <returns>The result; <see langword="null"/> when either sample is empty.</returns>
    public static ChiSquareResult? Test(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (n, m) = BinnedDistances.Totals(reference, current);
        if (n == 0 || m == 0)
        {
            return null;
        }
        var total = (double)n + m;
        var statistic = 0.0;
        var categories = 0;
        var low = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            var both = reference[i] + current[i];
            if (both == 0)
            {
                continue;
            }
            categories++;
            var expectedReference = both * (n / total);
            var expectedCurrent = both * (m / total);
            low += (expectedReference < 5 ? 1 : 0) + (expectedCurrent < 5 ? 1 : 0);
            var gap = reference[i] - expectedReference;
            statistic += gap * gap * ((1 / expectedReference) + (1 / expectedCurrent));
        }
        if (categories < 2)
        {
            return new ChiSquareResult(0, 1, 0, 0, low);
        }
        var p = ChiSquaredDistribution.UpperTail(statistic, categories - 1);
        return new ChiSquareResult(statistic, p, categories - 1, Math.Min(1, Math.Sqrt(statistic / total)), low);
    }
}
