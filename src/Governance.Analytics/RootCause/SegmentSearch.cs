using Governance.Analytics.Statistics;
using MathNet.Numerics;

namespace Governance.Analytics.RootCause;

/// <summary>Looks at all segments of one or two properties.</summary>
internal static class SegmentSearch
{
    public static (IReadOnlyList<CauseSegment> Found, int Tested) Run(BinnedColumn[] columns, Target scores, RootCauseOptions options)
    {
        var paired = Math.Min(columns.Length, options.ColumnsInPairs);
        var tasks = Enumerable.Range(0, columns.Length).Select(i => (First: i, Second: -1)).ToList();
        for (var i = 0; i < paired; i++)
        {
            for (var j = i + 1; j < paired; j++)
            {
                tasks.Add((i, j));
            }
        }
        var found = new List<(CauseSegment Segment, double PValue)>[tasks.Count];
        Parallel.For(
            0,
            tasks.Count,
            Parallelism.Machine,
            t => found[t] = Look(columns[tasks[t].First], tasks[t].Second < 0 ? null : columns[tasks[t].Second], scores, options)
        );
        var all = found.SelectMany(f => f).ToArray();
        var adjusted = MultipleTesting.Adjust([.. all.Select(f => f.PValue)]);
        var significant = all.Select((f, i) => f.Segment with { PValueAdjusted = adjusted[i] })
            .Where(s => s.PValueAdjusted < options.Significance);
        return (Leading(significant, options.Segments), all.Length);
    }

    // A pair that says no more than one of its properties alone is left out.
    private static List<CauseSegment> Leading(IEnumerable<CauseSegment> segments, int count)
    {
        var kept = new List<CauseSegment>();
        foreach (
            var segment in segments
                .OrderByDescending(s => s.Impact)
                .ThenBy(s => s.Conditions.Count)
                .ThenBy(s => string.Join(" and ", s.Conditions), StringComparer.Ordinal)
        )
        {
            if (kept.Count == count)
            {
                break;
            }
            if (!kept.Exists(k => k.Conditions.All(c => segment.Conditions.Contains(c, StringComparer.Ordinal))))
            {
                kept.Add(segment);
            }
        }
        return kept;
    }

    private static List<(CauseSegment Segment, double PValue)> Look(
        BinnedColumn first,
        BinnedColumn? second,
        Target scores,
        RootCauseOptions options
    )
    {
        var width = second?.Bins.Count ?? 1;
        var before = Moments(first.Reference, second?.Reference, scores.Reference, first.Bins.Count, width);
        var now = Moments(first.Current, second?.Current, scores.Current, first.Bins.Count, width);
        var found = new List<(CauseSegment, double)>();
        var rows = scores.Current.Length;
        for (var cell = 0; cell < before.Length; cell++)
        {
            var (a, b) = (before[cell], now[cell]);
            var share = (double)b.Count / rows;
            if (a.Count < options.MinimumRows || b.Count < options.MinimumRows || share < options.MinimumShare)
            {
                continue;
            }
            var change = b.Mean - a.Mean;
            var error = Math.Sqrt((a.Variance / a.Count) + (b.Variance / b.Count));
            var half = Proportion.Z95 * error;
            var interval = new Interval(change - half, change + half);
            if (!EqualValues.IsError(error, Math.Max(Math.Abs(a.Mean), Math.Abs(b.Mean))))
            {
                // All scores of the segment are equal on both sides: others may lie anywhere between the ends of all.
                var range = Math.Max(Range(scores), Math.Abs(change));
                interval = EqualValues.OfMean(change, Math.Min(a.Count, b.Count), -range, range);
                error = EqualValues.ErrorOf(change, interval);
            }
            var p = error > 0 ? SpecialFunctions.Erfc(Math.Abs(change) / error / Math.Sqrt(2)) : 1;
            string[] conditions = second is null ? [first.Bins[cell]] : [first.Bins[cell / width], second.Bins[cell % width]];
            found.Add((new CauseSegment(conditions, a.Count, b.Count, share, a.Mean, b.Mean, interval, share * Math.Abs(change), p), p));
        }
        return found;
    }

    private static double Range(Target scores)
    {
        var known = scores.Reference.Concat(scores.Current).Where(double.IsFinite).ToArray();
        return known.Length == 0 ? 0 : known.Max() - known.Min();
    }

    private static (long Count, double Mean, double Variance)[] Moments(
        sbyte[] first,
        sbyte[]? second,
        double[] scores,
        int height,
        int width
    )
    {
        var (counts, sums, squares) = (new long[height * width], new double[height * width], new double[height * width]);
        for (var i = 0; i < scores.Length; i++)
        {
            if (first[i] < 0 || double.IsNaN(scores[i]) || second is not null && second[i] < 0)
            {
                continue;
            }
            var cell = (first[i] * width) + (second is null ? 0 : second[i]);
            // Welford: stable without a second pass.
            counts[cell]++;
            var gap = scores[i] - sums[cell];
            sums[cell] += gap / counts[cell];
            squares[cell] += gap * (scores[i] - sums[cell]);
        }
        return [.. counts.Select((n, c) => (n, sums[c], n < 2 ? 0 : squares[c] / (n - 1)))];
    }
}
