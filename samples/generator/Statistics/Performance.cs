using Governance.Samples.Numerics;

namespace Governance.Samples.Statistics;

/// <summary>Classification metrics of labelled rows; an undefined one is null.</summary>
internal sealed class Performance
{
    private const int CalibrationBins = 10;
    private const int CurveSteps = 40;
    private const double SmallestProbability = 1e-15;

    public Performance(IReadOnlyList<ScoredLabel> rows)
    {
        Rows = rows.Count;
        TruePositives = rows.LongCount(r => r is { Prediction: 1, Label: 1 });
        FalsePositives = rows.LongCount(r => r is { Prediction: 1, Label: 0 });
        FalseNegatives = rows.LongCount(r => r is { Prediction: 0, Label: 1 });
        TrueNegatives = rows.LongCount(r => r is { Prediction: 0, Label: 0 });
        if (rows.Count == 0)
        {
            return;
        }

        Brier = rows.Sum(r => (r.Score - r.Label) * (r.Score - r.Label)) / rows.Count;
        LogLoss = -rows.Sum(r => PortableMath.Log(Clip(r.Label == 1 ? r.Score : 1 - r.Score))) / rows.Count;
        var bins = Enumerable
            .Range(0, CalibrationBins)
            .Select(b => (Bin: b, Rows: rows.Where(r => Math.Min((int)(r.Score * CalibrationBins), CalibrationBins - 1) == b).ToArray()))
            .Where(b => b.Rows.Length > 0)
            .ToArray();
        Reliability =
        [
            .. bins.Select(b => new ReliabilityBin(
                b.Bin,
                b.Rows.Length,
                b.Rows.Sum(r => r.Score) / b.Rows.Length,
                Interval.Wilson(b.Rows.LongCount(r => r.Label == 1), b.Rows.Length)!
            )),
        ];
        CalibrationError = bins.Select(b => b.Rows).Sum(b => Math.Abs(b.Sum(r => r.Score) - b.Sum(r => r.Label)) / rows.Count);
        (Auc, AveragePrecision) = Ranking(rows);
        Roc = Curve(rows);
    }

    public long Rows { get; }

    public long TruePositives { get; }

    public long FalsePositives { get; }

    public long FalseNegatives { get; }

    public long TrueNegatives { get; }

    public long Positives => TruePositives + FalseNegatives;

    public long Negatives => TrueNegatives + FalsePositives;

    public double? Accuracy => Ratio(TruePositives + TrueNegatives, Rows);

    public double? Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    public double? Recall => Ratio(TruePositives, Positives);

    public double? F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    public Interval? FalsePositiveRate => Interval.Wilson(FalsePositives, Negatives);

    public Interval? FalseNegativeRate => Interval.Wilson(FalseNegatives, Positives);

    /// <summary>Mann-Whitney with half credit for ties.</summary>
    public double? Auc { get; }

    /// <summary>Sum over distinct scores, from the top, of the gain in recall times precision.</summary>
    public double? AveragePrecision { get; }

    public double? Brier { get; }

    public double? LogLoss { get; }

    /// <summary>Expected calibration error over ten bins of equal width.</summary>
    public double? CalibrationError { get; }

    /// <summary>Rows by tenths of the score.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; } = [];

    /// <summary>Thresholds with the shares of negatives and positives at or above them, from none to all.</summary>
    public IReadOnlyList<(double? Threshold, double FalsePositives, double TruePositives)> Roc { get; } = [];

    private static double? Ratio(long a, long b) => b == 0 ? null : (double)a / b;

    private static double Clip(double p) => Math.Clamp(p, SmallestProbability, 1 - SmallestProbability);

    // Of all thresholds those at equal steps along the curve, right and up.
    private static List<(double? Threshold, double FalsePositives, double TruePositives)> Curve(IReadOnlyList<ScoredLabel> rows)
    {
        var positives = rows.LongCount(r => r.Label == 1);
        var negatives = rows.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        var kept = new List<(double? Threshold, double FalsePositives, double TruePositives)> { (null, 0, 0) };
        long hits = 0,
            misses = 0;
        var next = 1;
        foreach (var tie in rows.GroupBy(r => r.Score).OrderByDescending(g => g.Key))
        {
            hits += tie.LongCount(r => r.Label == 1);
            misses += tie.LongCount(r => r.Label == 0);
            var (right, up) = ((double)misses / negatives, (double)hits / positives);
            if (hits + misses == rows.Count || right + up >= 2.0 * next / CurveSteps)
            {
                kept.Add((tie.Key, right, up));
                while (next < CurveSteps && 2.0 * next / CurveSteps <= right + up)
                {
                    next++;
                }
            }
        }

        return kept;
    }

    private static (double? Auc, double? AveragePrecision) Ranking(IReadOnlyList<ScoredLabel> rows)
    {
        var positives = rows.LongCount(r => r.Label == 1);
        var negatives = rows.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return (null, null);
        }

        long seenPositives = 0,
            seenNegatives = 0,
            twiceWins = 0;
        var averagePrecision = 0.0;
        foreach (var tie in rows.GroupBy(r => r.Score).OrderByDescending(g => g.Key))
        {
            var hits = tie.LongCount(r => r.Label == 1);
            var misses = tie.LongCount() - hits;
            twiceWins += misses * ((2 * seenPositives) + hits);
            seenPositives += hits;
            seenNegatives += misses;
            averagePrecision += (double)hits / positives * seenPositives / (seenPositives + seenNegatives);
        }

        return (twiceWins / 2.0 / positives / negatives, averagePrecision);
    }
}
