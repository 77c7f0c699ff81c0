using Governance.Analytics.Io;

namespace Governance.Analytics.Performance;

/// <summary>Measures a two-class model on the labelled rows of a table.</summary>
public static class PerformanceAnalysis
{
    /// <summary>Seed of the bootstrap resamples.</summary>
    public const int Seed = MetricIntervals.Seed;

    /// <summary>Measures.</summary>
    /// <param name="table">Rows with a label and a score, a prediction or both.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Threshold and positive class; <see langword="null"/> for the defaults.</param>
    /// <returns>The figures; what needs a column that is not there is <see langword="null"/> with a reason.</returns>
    public static PerformanceResult Evaluate(Table table, ColumnRoles? roles = null, BinaryOptions? options = null)
    {
        (roles, options) = (roles ?? ColumnRoles.Default, options ?? BinaryOptions.Default);
        var names = table.SourceColumns;
        string?[] measured = [roles.LabelIn(names), roles.ScoreIn(names), roles.PredictionIn(names)];
        return Measure(table, roles, options) with { Invalid = InvalidValues.Of(measured.Select(table.Find)) };
    }

    private static PerformanceResult Measure(Table table, ColumnRoles roles, BinaryOptions options)
    {
        var rows = PredictionRows.From(table, roles, options);
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (rows.Labels is not { } labels)
        {
            reasons["labelled"] = rows.LabelProblem ?? "There is no label column.";
            return new PerformanceResult
            {
                Rows = rows.Count,
                Labelled = null,
                Reasons = reasons,
                CoverageByDay = LabelCoverage.ByDay(table, roles),
            };
        }
        var labelled = labels.Count(l => l != PredictionRows.Unknown);
        var result = new PerformanceResult
        {
            Rows = rows.Count,
            Labelled = labelled,
            Positives = labels.Count(l => l == 1),
            Confusion = Count(labels, rows.Predictions),
            Reasons = reasons,
            CoverageByDay = LabelCoverage.ByDay(table, roles),
        };
        if (result.Confusion is null)
        {
            reasons["confusion"] = rows.LabelProblem ?? "There is neither a prediction column nor a score column.";
        }
        if (labelled == 0)
        {
            reasons["labelled"] = "No row has a label.";
        }
        return rows.Scores is { } scores ? WithScores(result, scores, labels, reasons) : Without(result, reasons);
    }

    private static PerformanceResult Without(PerformanceResult result, SortedDictionary<string, string> reasons)
    {
        foreach (var name in new[] { "auc", "averagePrecision", "brier", "logLoss", "ece", "mce" })
        {
            reasons[name] = "There is no numeric score column.";
        }
        return result with { Intervals = MetricIntervals.Of(result, [], [], probabilities: false) };
    }

    private static PerformanceResult WithScores(
        PerformanceResult result,
        double[] scores,
        sbyte[] labels,
        SortedDictionary<string, string> reasons
    )
    {
        var used = new List<double>(scores.Length);
        var classes = new List<bool>(scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            if (labels[i] == PredictionRows.Unknown || double.IsNaN(scores[i]))
            {
                continue;
            }
            used.Add(scores[i]);
            classes.Add(labels[i] == 1);
        }
        double[] s = [.. used];
        bool[] y = [.. classes];
        var (auc, error) = RankingMetrics.RocAuc(s, y);
        if (auc is null)
        {
            reasons["auc"] = "Labelled rows of both classes are needed.";
            reasons["averagePrecision"] = reasons["auc"];
        }
        var probabilities = Array.TrueForAll(s, v => v is >= 0 and <= 1);
        foreach (var name in new[] { "brier", "logLoss", "ece", "mce" })
        {
            if (!probabilities)
            {
                reasons[name] = "Scores outside the range from 0 to 1 are not probabilities.";
            }
            else if (s.Length == 0)
            {
                reasons[name] = "No labelled row has a score.";
            }
        }
        var reliability = probabilities && s.Length > 0 ? Calibration.Reliability(s, y) : [];
        result = result with
        {
            Auc = auc,
            AucStandardError = error,
            AveragePrecision = RankingMetrics.AveragePrecision(s, y),
            Brier = probabilities ? ProbabilityMetrics.Brier(s, y) : null,
            LogLoss = probabilities ? ProbabilityMetrics.LogLoss(s, y) : null,
            Ece = probabilities ? ProbabilityMetrics.CalibrationError(s, y) : null,
            Mce = Calibration.MaximumError(reliability),
            EceByChance = probabilities ? Calibration.ErrorByChance(s) : null,
            Reliability = reliability,
            Roc = RankingMetrics.RocCurve(s, y),
        };
        return result with { Intervals = MetricIntervals.Of(result, s, y, probabilities && s.Length > 0) };
    }

    private static Confusion? Count(sbyte[] labels, sbyte[]? predictions)
    {
        if (predictions is null)
        {
            return null;
        }
        var counts = new long[4];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != PredictionRows.Unknown && predictions[i] != PredictionRows.Unknown)
            {
                counts[(labels[i] * 2) + predictions[i]]++;
            }
        }
        return new Confusion(TruePositives: counts[3], FalsePositives: counts[1], TrueNegatives: counts[0], FalseNegatives: counts[2]);
    }
}
