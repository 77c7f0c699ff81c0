using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>
/// Performance estimated from scores alone, for rows whose labels are not known yet. Right only while scores mean what they meant in the
/// reference: it follows a change of inputs and is blind to a change of what they lead to. Never enough by itself to let a gate pass.
/// </summary>
public sealed record EstimatedPerformance
{
    /// <summary>Rows with a score and a prediction.</summary>
    public required int Rows { get; init; }

    /// <summary>Whether scores were calibrated on the reference, or taken as they are.</summary>
    public required bool Calibrated { get; init; }

    /// <summary>Expected share of right predictions.</summary>
    public double? Accuracy { get; init; }

    /// <summary>95 % interval of the accuracy by the chance of labels alone; the error of the calibration comes on top.</summary>
    public Interval? AccuracyInterval { get; init; }

    /// <summary>Expected precision: expected true positives over predicted positives.</summary>
    public double? Precision { get; init; }

    /// <summary>Expected true positives over expected positives.</summary>
    public double? Recall { get; init; }

    /// <summary>Expected false positives over expected negatives.</summary>
    public double? FalsePositiveRate { get; init; }

    /// <summary>Expected false negatives over expected positives.</summary>
    public double? FalseNegativeRate { get; init; }

    /// <summary>2·TP / (2·TP + FP + FN) of expected counts.</summary>
    public double? F1 { get; init; }

    /// <summary>Expected area under the ROC curve, rows in order of their raw score.</summary>
    public double? Auc { get; init; }

    /// <summary>Accuracy on the labelled rows of the same window, where there are enough; <see langword="null"/> otherwise.</summary>
    public Proportion? Realised { get; init; }

    /// <summary>Estimate for exactly those labelled rows.</summary>
    public double? EstimateOfRealised { get; init; }

    /// <summary>Whether the labels that did arrive contradict the estimate by more than the tolerance, and by more than chance.</summary>
    public bool Contradicted { get; init; }

    /// <summary>Estimates.</summary>
    /// <remarks>
    /// c(s) by isotonic regression on the labelled reference when that calibrates better out of sample. Expected counts: TP = Σ c over rows
    /// predicted 1, FP = Σ (1 − c) there, FN = Σ c over rows predicted 0, TN = Σ (1 − c) there. Confidence-based performance estimation.
    /// </remarks>
    /// <param name="reference">Labelled rows with scores.</param>
    /// <param name="current">The window.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Threshold, tolerance; <see langword="null"/> for the defaults.</param>
    /// <returns>The estimate; <see langword="null"/> without labelled reference rows of both classes, or without scores in [0, 1] and
    /// predictions.</returns>
    public static EstimatedPerformance? Of(Table reference, Table current, ColumnRoles? roles = null, BinaryOptions? options = null)
    {
        options ??= BinaryOptions.Default;
        roles ??= ColumnRoles.Default;
        return ScoreCalibration.Of(reference, roles, options) is { } calibration ? Of(calibration, current, roles, options) : null;
    }

    /// <summary>Estimates from what was kept of the reference.</summary>
    /// <param name="calibration">What scores mean, learnt from the reference.</param>
    /// <param name="current">The window.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Threshold, tolerance; <see langword="null"/> for the defaults.</param>
    /// <returns>The estimate; <see langword="null"/> without scores in [0, 1] and predictions.</returns>
    public static EstimatedPerformance? Of(
        ScoreCalibration calibration,
        Table current,
        ColumnRoles? roles = null,
        BinaryOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(calibration);
        options ??= BinaryOptions.Default;
        var rows = PredictionRows.From(current, roles ?? ColumnRoles.Default, options);
        if (rows is not { Scores: { } scores, Predictions: { } predictions })
        {
            return null;
        }
        var calibrator = calibration.Calibrator;
        var used = Enumerable
            .Range(0, rows.Count)
            .Where(i => predictions[i] != PredictionRows.Unknown && scores[i] is >= 0 and <= 1)
            .ToArray();
        if (used.Length == 0)
        {
            return null;
        }
        double[] chances = [.. used.Select(i => calibrator?.Probability(scores[i]) ?? scores[i])];
        var counts = Count(used, chances, predictions);
        var right = counts.TruePositives + counts.TrueNegatives;
        var spread = Math.Sqrt(chances.Sum(c => c * (1 - c))) / used.Length;
        var labelled = rows.Labels is { } labels
            ? used.Select((row, at) => (row, at)).Where(x => labels[x.row] != PredictionRows.Unknown).ToArray()
            : [];
        var realised = new Proportion(labelled.Count(x => rows.Labels![x.row] == predictions[x.row]), labelled.Length);
        double? expected = labelled.Length == 0 ? null : labelled.Average(x => predictions[x.row] == 1 ? chances[x.at] : 1 - chances[x.at]);
        return new EstimatedPerformance
        {
            Rows = used.Length,
            Calibrated = calibrator is not null,
            Accuracy = right / used.Length,
            // Chances of 0 and 1 alone leave nothing to vary, and are as uncertain as what was counted.
            AccuracyInterval =
                spread > 0
                    ? new Interval(
                        Math.Max(0, (right / used.Length) - (Proportion.Z95 * spread)),
                        Math.Min(1, (right / used.Length) + (Proportion.Z95 * spread))
                    )
                    : Proportion.WilsonOf(Math.Clamp(right / used.Length, 0, 1), used.Length),
            Precision = Ratio(counts.TruePositives, counts.TruePositives + counts.FalsePositives),
            Recall = Ratio(counts.TruePositives, counts.TruePositives + counts.FalseNegatives),
            FalsePositiveRate = Ratio(counts.FalsePositives, counts.FalsePositives + counts.TrueNegatives),
            FalseNegativeRate = Ratio(counts.FalseNegatives, counts.TruePositives + counts.FalseNegatives),
            F1 = Ratio(2 * counts.TruePositives, (2 * counts.TruePositives) + counts.FalsePositives + counts.FalseNegatives),
            Auc = ExpectedAuc([.. used.Select(i => scores[i])], chances),
            Realised = labelled.Length >= options.MinimumPerClass ? realised : null,
            EstimateOfRealised = expected,
            Contradicted =
                labelled.Length >= options.MinimumPerClass
                && expected is { } value
                && realised.Wilson is { } interval
                && Math.Abs(value - realised.Value!.Value) > options.Tolerance
                && interval.Excludes(value),
        };
    }

    private static (double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives) Count(
        int[] used,
        double[] chances,
        sbyte[] predictions
    )
    {
        var (tp, fp, tn, fn) = (default(Compensated), default(Compensated), default(Compensated), default(Compensated));
        for (var i = 0; i < used.Length; i++)
        {
            if (predictions[used[i]] == 1)
            {
                tp.Add(chances[i]);
                fp.Add(1 - chances[i]);
            }
            else
            {
                fn.Add(chances[i]);
                tn.Add(1 - chances[i]);
            }
        }
        return (tp.Total, fp.Total, tn.Total, fn.Total);
    }

    private static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;

    private static double? ExpectedAuc(double[] scores, double[] chances)
    {
        Array.Sort(scores, chances);
        var (wins, positives, negatives) = (default(Compensated), 0.0, 0.0);
        for (int start = 0, end; start < scores.Length; start = end)
        {
            var (up, down) = (0.0, 0.0);
            for (end = start; end < scores.Length && scores[end] == scores[start]; end++)
            {
                up += chances[end];
                down += 1 - chances[end];
            }
            wins.Add(up * (negatives + (down / 2)));
            positives += up;
            negatives += down;
        }
        return positives > 0 && negatives > 0 ? Math.Clamp(wins.Total / positives / negatives, 0, 1) : null;
    }
}
