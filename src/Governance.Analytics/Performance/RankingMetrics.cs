using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>How well scores separate positives from negatives, at all thresholds at once.</summary>
public static class RankingMetrics
{
    /// <summary>Area under the ROC curve with its standard error.</summary>
    /// <remarks>
    /// <para>Share of (positive, negative) pairs in which the positive has the higher score; ties count half (Mann–Whitney).</para>
    /// <para>Standard error: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837–845, from mid-ranks.</para>
    /// </remarks>
    /// <param name="scores">Finite scores.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>Area in [0, 1] and standard error; both <see langword="null"/> unless both classes occur, the error also with fewer than
    /// two of either.</returns>
    public static (double? Area, double? StandardError) RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (sorted, positive) = Sorted(scores, labels);
        long positives = 0;
        foreach (var label in positive)
        {
            positives += label ? 1 : 0;
        }
        var negatives = positive.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return (null, null);
        }

        // For a positive: share of negatives below it (ties half); for a negative: share of positives above it.
        var wins = default(Compensated);
        var squaresOfPositives = default(Compensated);
        var squaresOfNegatives = default(Compensated);
        long positivesBelow = 0;
        long negativesBelow = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            long tiedPositives = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                tiedPositives += positive[end] ? 1 : 0;
            }
            var tiedNegatives = end - start - tiedPositives;
            var ofPositive = (negativesBelow + (tiedNegatives / 2.0)) / negatives;
            var ofNegative = (positives - positivesBelow - (tiedPositives / 2.0)) / positives;
            wins.Add(tiedPositives * ofPositive);
            squaresOfPositives.Add(tiedPositives * ofPositive * ofPositive);
            squaresOfNegatives.Add(tiedNegatives * ofNegative * ofNegative);
            positivesBelow += tiedPositives;
            negativesBelow += tiedNegatives;
        }
        var area = wins.Total / positives;
        if (positives < 2 || negatives < 2)
        {
            return (area, null);
        }
        var varianceOfPositives = Math.Max(0, squaresOfPositives.Total - (positives * area * area)) / (positives - 1);
        var varianceOfNegatives = Math.Max(0, squaresOfNegatives.Total - (negatives * area * area)) / (negatives - 1);
        return (area, Math.Sqrt((varianceOfPositives / positives) + (varianceOfNegatives / negatives)));
    }

    /// <summary>Average precision: area under the precision–recall steps.</summary>
    /// <remarks>
    /// Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores from high to low; ties are one step, no interpolation. Not the trapezoid area.
    /// </remarks>
    /// <param name="scores">Finite scores.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <returns>Value in [0, 1]; <see langword="null"/> unless both classes occur.</returns>
    public static double? AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (sorted, positive) = Sorted(scores, labels);
        long positives = 0;
        foreach (var label in positive)
        {
            positives += label ? 1 : 0;
        }
        if (positives == 0 || positives == positive.Length)
        {
            return null;
        }
        var sum = default(Compensated);
        long found = 0;
        for (int end = sorted.Length - 1, start; end >= 0; end = start)
        {
            long step = 0;
            for (start = end; start >= 0 && sorted[start] == sorted[end]; start--)
            {
                step += positive[start] ? 1 : 0;
            }
            found += step;
            sum.Add((double)step / positives * found / (sorted.Length - 1 - start));
        }
        return Math.Clamp(sum.Total, 0, 1);
    }

    /// <summary>The ROC curve: shares of negatives and positives at or above a threshold, from none to all.</summary>
    /// <remarks>One point for each distinct score. Of more than <paramref name="most"/> those are kept that lie nearest to equal steps
    /// along the curve, so that flat and steep parts are drawn alike; both ends always stay.</remarks>
    /// <param name="scores">Finite scores.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <param name="most">Points at most, 2 or more.</param>
    /// <returns>From (0, 0) to (1, 1); empty unless both classes occur.</returns>
    public static IReadOnlyList<RocPoint> RocCurve(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, int most = 41)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var (sorted, positive) = Sorted(scores, labels);
        long positives = 0;
        foreach (var label in positive)
        {
            positives += label ? 1 : 0;
        }
        var negatives = positive.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return [];
        }
        var points = new List<RocPoint> { new(null, 0, 0) };
        long hits = 0;
        long misses = 0;
        for (int end = sorted.Length - 1, start; end >= 0; end = start)
        {
            for (start = end; start >= 0 && sorted[start] == sorted[end]; start--)
            {
                hits += positive[start] ? 1 : 0;
                misses += positive[start] ? 0 : 1;
            }
            points.Add(new(sorted[end], (double)misses / negatives, (double)hits / positives));
        }
        return points.Count <= most ? points : Thinned(points, most);
    }

    // The way along the curve, right and up, is 2 long in all.
    private static List<RocPoint> Thinned(List<RocPoint> points, int most)
    {
        var kept = new List<RocPoint>();
        var next = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var way = points[i].FalsePositiveRate + points[i].TruePositiveRate;
            if (i == points.Count - 1 || way >= 2.0 * next / (most - 1))
            {
                kept.Add(points[i]);
                while (next < most && 2.0 * next / (most - 1) <= way)
                {
                    next++;
                }
            }
        }
        return kept;
    }

    private static (double[] Scores, bool[] Labels) Sorted(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, scores.Length);
        var keys = scores.ToArray();
        var items = labels.ToArray();
        Array.Sort(keys, items);
        return (keys, items);
    }
}
