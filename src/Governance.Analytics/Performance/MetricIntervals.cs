using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>95 % intervals of the metrics of one table: how far they would vary with other rows of the same kind.</summary>
internal static class MetricIntervals
{
    private const int Replicates = 200;
    private const int MaxRows = 100_000;
    public const int Seed = 20_260_103;

    /// <summary>Intervals by JSON name of the metric.</summary>
    /// <remarks>
    /// Rates: Wilson. AUC: DeLong. Where the data vary in nothing that a measure depends on, see <see cref="EqualValues"/>; F1 is then that
    /// of Wilson's interval of J = TP / (TP + FP + FN), as F1 = 2J / (1 + J). A logarithmic loss has none then: it knows no upper bound.
    /// Brier score and logarithmic loss: mean ± z·s/√n. F1, average precision and calibration error: percentiles of
    /// 200 Poisson-weighted bootstrap replicates with a fixed seed, above 100,000 rows of that many rows and scaled to n.
    /// </remarks>
    public static SortedDictionary<string, Interval> Of(PerformanceResult result, double[] scores, bool[] labels, bool probabilities)
    {
        var intervals = new SortedDictionary<string, Interval>(StringComparer.Ordinal);
        if (result.Confusion is { } counts)
        {
            Add(intervals, "accuracy", counts.Accuracy.Wilson);
            Add(intervals, "precision", counts.Precision.Wilson);
            Add(intervals, "recall", counts.Recall.Wilson);
            if (counts.F1 is { } f1)
            {
                Add(intervals, "f1", F1(counts, f1));
            }
        }
        Add(intervals, "auc", RankingMetrics.AucInterval(result));
        if (scores.Length < 2)
        {
            return intervals;
        }
        if (probabilities)
        {
            Add(intervals, "brier", OfMean(scores, labels, (s, y) => (s - (y ? 1 : 0)) * (s - (y ? 1 : 0)), isShare: true));
            Add(intervals, "logLoss", OfMean(scores, labels, (s, y) => -Math.Log(Math.Clamp(y ? s : 1 - s, 1e-15, 1)), isShare: false));
        }
        Bootstrap(intervals, result, scores, labels, probabilities);
        return intervals;
    }

    private static void Add(SortedDictionary<string, Interval> intervals, string name, Interval? interval)
    {
        if (interval is { } known)
        {
            intervals[name] = known;
        }
    }

    private static Interval? OfMean(double[] scores, bool[] labels, Func<double, bool, double> loss, bool isShare)
    {
        var values = new double[scores.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = loss(scores[i], labels[i]);
        }
        if (Array.TrueForAll(values, v => EqualValues.AreEqual(v, values[0])))
        {
            return isShare ? EqualValues.OfMean(values[0], values.Length) : null;
        }
        var mean = Sums.Of(values) / values.Length;
        var half = Proportion.Z95 * Math.Sqrt(Sums.OfSquares(values, 1, mean) / (values.Length - 1) / values.Length);
        return new Interval(Math.Max(0, mean - half), mean + half);
    }

    // F1 is a function of three counts, and resampling rows is drawing these from Poisson distributions.
    private static Interval F1(Confusion counts, double value)
    {
        var random = new Random(Seed);
        var values = new double[Replicates];
        for (var r = 0; r < Replicates; r++)
        {
            var hits = 2 * Poisson(random, counts.TruePositives);
            var all = hits + Poisson(random, counts.FalsePositives) + Poisson(random, counts.FalseNegatives);
            values[r] = all == 0 ? value : hits / all;
        }
        var found = Percentiles(values, value, 1);
        if (!EqualValues.AreEqual(found.Low, found.High))
        {
            return found;
        }
        var seen = new Proportion(counts.TruePositives, counts.TruePositives + counts.FalsePositives + counts.FalseNegatives).Wilson!.Value;
        return new Interval(2 * seen.Low / (1 + seen.Low), 2 * seen.High / (1 + seen.High));
    }

    private static void Bootstrap(
        SortedDictionary<string, Interval> intervals,
        PerformanceResult result,
        double[] scores,
        bool[] labels,
        bool probabilities
    )
    {
        var (sorted, classes) = Sorted(scores, labels);
        var step = Math.Max(1.0, sorted.Length / (double)MaxRows);
        var rows = (int)(sorted.Length / step);
        var shrink = Math.Sqrt((double)rows / sorted.Length);
        var precision = new double[Replicates];
        var error = new double[Replicates];
        Parallel.For(
            0,
            Replicates,
            Parallelism.Machine,
            r =>
            {
                var random = new Random(Seed + r);
                var weights = new byte[rows];
                foreach (ref var weight in weights.AsSpan())
                {
                    weight = SmallPoisson(random.NextDouble());
                }
                precision[r] = AveragePrecision(sorted, classes, weights, step) ?? double.NaN;
                if (probabilities)
                {
                    error[r] = CalibrationError(sorted, classes, weights, step);
                }
            }
        );
        double[] defined = [.. precision.Where(p => !double.IsNaN(p))];
        if (result.AveragePrecision is { } ap && defined.Length > 0)
        {
            intervals["averagePrecision"] = WithWidth(Percentiles(defined, ap, shrink), Math.Max(1, labels.Count(l => l)));
        }
        if (result.Ece is { } ece)
        {
            intervals["ece"] = WithWidth(Percentiles(error, ece, shrink), scores.Length);
        }
    }

    // Ties in the order of their class, so that the order of rows in the file does not matter.
    private static (double[] Scores, bool[] Labels) Sorted(double[] scores, bool[] labels)
    {
        var keys = (double[])scores.Clone();
        var classes = (bool[])labels.Clone();
        Array.Sort(keys, classes);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            var positives = 0;
            for (end = start; end < keys.Length && keys[end] == keys[start]; end++)
            {
                positives += classes[end] ? 1 : 0;
            }
            classes.AsSpan(start, end - start - positives).Clear();
            classes.AsSpan(end - positives, positives).Fill(true);
        }
        return (keys, classes);
    }

    private static double? AveragePrecision(double[] sorted, bool[] labels, byte[] weights, double step)
    {
        double positives = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            positives += labels[(int)(i * step)] ? weights[i] : 0;
        }
        if (positives == 0)
        {
            return null;
        }
        var (found, seen, sum, inStep, lastScore) = (0.0, 0.0, 0.0, 0.0, double.NaN);
        for (var i = weights.Length - 1; i >= 0; i--)
        {
            var row = (int)(i * step);
            if (sorted[row] != lastScore)
            {
                if (seen > 0)
                {
                    sum += inStep * found / seen;
                }
                (inStep, lastScore) = (0, sorted[row]);
            }
            seen += weights[i];
            if (!labels[row])
            {
                continue;
            }
            found += weights[i];
            inStep += weights[i];
        }
        if (seen > 0)
        {
            sum += inStep * found / seen;
        }
        return sum / positives;
    }

    private static double CalibrationError(double[] sorted, bool[] labels, byte[] weights, double step)
    {
        Span<double> gaps = stackalloc double[ProbabilityMetrics.CalibrationBins];
        gaps.Clear();
        double total = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var row = (int)(i * step);
            gaps[Math.Clamp((int)(10 * sorted[row]), 0, ProbabilityMetrics.CalibrationBins - 1)] +=
                weights[i] * (sorted[row] - (labels[row] ? 1 : 0));
            total += weights[i];
        }
        var sum = 0.0;
        foreach (var gap in gaps)
        {
            sum += Math.Abs(gap);
        }
        return total == 0 ? 0 : sum / total;
    }

    private static Interval WithWidth(Interval interval, int count) =>
        EqualValues.AreEqual(interval.Low, interval.High) ? EqualValues.OfMean(interval.Low, count) : interval;

    private static Interval Percentiles(double[] values, double centre, double shrink)
    {
        Array.Sort(values);
        var low = centre + ((Quantiles.Linear(values, 0.025) - centre) * shrink);
        var high = centre + ((Quantiles.Linear(values, 0.975) - centre) * shrink);
        return new Interval(Math.Clamp(Math.Min(low, centre), 0, 1), Math.Clamp(Math.Max(high, centre), 0, 1));
    }

    // Mean 1, by inversion; beyond 8 the probability is 1e-6.
    private static byte SmallPoisson(double u)
    {
        var (p, sum) = (0.36787944117144233, 0.36787944117144233);
        byte k = 0;
        while (u > sum && k < 9)
        {
            k++;
            p /= k;
            sum += p;
        }
        return k;
    }

    private static double Poisson(Random random, long mean)
    {
        if (mean > 50)
        {
            return Math.Max(
                0,
                mean + (Math.Sqrt(mean) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))
            );
        }
        var (product, count) = (random.NextDouble(), 0);
        for (var bound = Math.Exp(-mean); product > bound; count++)
        {
            product *= random.NextDouble();
        }
        return count;
    }
}
