using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>How well scores separate positives from negatives, at all thresholds at once.</summary>
public static class RankingMetrics
{
    /// <summary>95 % interval of a measured area, within [0, 1].</summary>
    /// <remarks>
    /// Area ± z standard errors. Where the error is 0, because all rows of a class are ranked alike, from <see cref="EqualValues"/> over
    /// the smaller class: no more independent values are in it (Z. W. Birnbaum, O. M. Klose, Ann. Math. Statist. 28 (1957) 933–945).
    /// </remarks>
    /// <param name="result">The figures.</param>
    /// <returns>The interval; <see langword="null"/> when the area or its error is undefined.</returns>
    public static Interval? AucInterval(PerformanceResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result switch
        {
            { Auc: { } auc, AucStandardError: { } error } when EqualValues.IsError(error) => new Interval(
                Math.Max(0, auc - (Proportion.Z95 * error)),
                Math.Min(1, auc + (Proportion.Z95 * error))
            ),
            { Auc: { } auc, AucStandardError: not null } => EqualValues.OfMean(auc, SmallerClass(result)),
            _ => null,
        };
    }

    /// <summary>The standard error of a measured area, never 0.</summary>
    internal static double? AucError(PerformanceResult result) =>
        result.AucStandardError is not { } error || EqualValues.IsError(error) ? result.AucStandardError
        : AucInterval(result) is { } interval ? EqualValues.ErrorOf(result.Auc!.Value, interval)
        : null;

    private static int SmallerClass(PerformanceResult result) =>
        Math.Max(1, Math.Min(result.Positives, (result.Labelled ?? 0) - result.Positives));

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
