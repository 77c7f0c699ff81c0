namespace Governance.Analytics.Statistics;

/// <summary>Agreement of two orders.</summary>
public static class RankCorrelation
{
    /// <summary>Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing their mean rank.</summary>
    /// <remarks>
    /// Range: [−1, 1]; <see langword="null"/> for fewer than two values or when a side is constant. Source: C. Spearman, Amer. J. Psychol.
    /// 15 (1904) 72–101.
    /// </remarks>
    /// <param name="a">One side; finite.</param>
    /// <param name="b">The other, value by value.</param>
    /// <returns>The correlation.</returns>
    public static double? Spearman(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        if (a.Length < 2)
        {
            return null;
        }
        var (x, y) = (Ranks(a), Ranks(b));
        var mean = (a.Length + 1) / 2.0;
        var (xx, yy, xy) = (Sums.OfSquares(x, 1, mean), Sums.OfSquares(y, 1, mean), Sums.OfProducts(x, y, mean, mean));
        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : null;
    }

    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (var from = 0; from < sorted.Length; )
        {
            var to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from])
            {
                to++;
            }
            for (var i = from; i < to; i++)
            {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
