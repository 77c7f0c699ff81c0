using Governance.Analytics.Statistics;

namespace Governance.Analytics.Performance;

/// <summary>Judges the performance of a window against that of its reference.</summary>
public static class PerformanceComparison
{
    private static readonly Confusion s_nothing = new(0, 0, 0, 0);

    /// <summary>Compares metric by metric.</summary>
    /// <remarks>
    /// Proportions: difference with Newcombe's interval. AUC: difference with the interval of two independent DeLong variances. Other
    /// metrics have no interval here and never fail. A metric fails when it is worse by more than the tolerance and the interval excludes
    /// 0; it is inconclusive when it is worse by more than the tolerance without that, or when the interval reaches further than the
    /// tolerance beyond the estimate.
    /// </remarks>
    /// <param name="reference">Figures of the reference.</param>
    /// <param name="current">Figures of the window.</param>
    /// <param name="options">Tolerance and minimum numbers; <see langword="null"/> for the defaults.</param>
    /// <returns>One entry a metric; one that either side leaves undefined has insufficient data.</returns>
    public static IReadOnlyList<MetricComparison> Compare(
        PerformanceResult reference,
        PerformanceResult current,
        BinaryOptions? options = null
    )
    {
        options ??= BinaryOptions.Default;
        var enough = Enough(reference, options) && Enough(current, options);
        var list = new List<MetricComparison>();
        var before = reference.Confusion ?? s_nothing;
        var now = current.Confusion ?? s_nothing;
        Rate(list, "accuracy", before.Accuracy, now.Accuracy, higherIsBetter: true, enough, options);
        Rate(list, "precision", before.Precision, now.Precision, higherIsBetter: true, enough, options);
        Rate(list, "recall", before.Recall, now.Recall, higherIsBetter: true, enough, options);
        Plain(list, "f1", before.F1, now.F1, higherIsBetter: true, enough, options);
        Rate(list, "fpr", before.FalsePositiveRate, now.FalsePositiveRate, higherIsBetter: false, enough, options);
        Rate(list, "fnr", before.FalseNegativeRate, now.FalseNegativeRate, higherIsBetter: false, enough, options);
        Area(list, reference, current, enough, options);
        Plain(list, "averagePrecision", reference.AveragePrecision, current.AveragePrecision, higherIsBetter: true, enough, options);
        Plain(list, "brier", reference.Brier, current.Brier, higherIsBetter: false, enough, options);
        Plain(list, "logLoss", reference.LogLoss, current.LogLoss, higherIsBetter: false, enough, options);
        Plain(list, "ece", reference.Ece, current.Ece, higherIsBetter: false, enough, options);
        return list;
    }

    /// <summary>
    /// The limit that follows from a reference: what is beyond it, and certainly worse, fails. Pages and documents draw it from here.
    /// </summary>
    /// <param name="reference">The share or area of the reference. Range: [0, 1].</param>
    /// <param name="higherIsBetter">Whether a higher figure is the better one.</param>
    /// <param name="options">The tolerance; <see langword="null"/> for the defaults.</param>
    /// <returns>reference ∓ tolerance, cut to [0, 1].</returns>
    public static double LimitOf(double reference, bool higherIsBetter, BinaryOptions? options = null)
    {
        var tolerance = (options ?? BinaryOptions.Default).Tolerance;
        return Math.Clamp(higherIsBetter ? reference - tolerance : reference + tolerance, 0, 1);
    }

    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>ok</c>, <c>warn</c>, <c>fail</c>, <c>inconclusive</c> or <c>insufficient_data</c>.</returns>
    public static string ToWireName(this MetricVerdict verdict) =>
        verdict switch
        {
            MetricVerdict.Ok => "ok",
            MetricVerdict.Warn => "warn",
            MetricVerdict.Fail => "fail",
            MetricVerdict.Inconclusive => "inconclusive",
            MetricVerdict.InsufficientData => "insufficient_data",
        };

    private static bool Enough(PerformanceResult result, BinaryOptions options) =>
        result.Labelled is { } labelled
        && result.Coverage >= options.MinimumCoverage
        && result.Positives >= options.MinimumPerClass
        && labelled - result.Positives >= options.MinimumPerClass;

    private static void Rate(
        List<MetricComparison> list,
        string metric,
        Proportion before,
        Proportion now,
        bool higherIsBetter,
        bool enough,
        BinaryOptions options
    )
    {
        var (bad, good) = higherIsBetter ? (before, now) : (now, before);
        if (Proportion.Difference(bad, good) is not { } interval)
        {
            list.Add(Undefined(metric));
            return;
        }
        var worsening = bad.Value!.Value - good.Value!.Value;
        list.Add(
            new MetricComparison(
                metric,
                worsening,
                interval,
                Proportion.PooledPValue(before, now),
                Judge(worsening, interval, enough, options)
            )
        );
    }

    private static void Area(
        List<MetricComparison> list,
        PerformanceResult reference,
        PerformanceResult current,
        bool enough,
        BinaryOptions options
    )
    {
        if (RankingMetrics.AucError(reference) is not { } a || RankingMetrics.AucError(current) is not { } b)
        {
            Plain(list, "auc", reference.Auc, current.Auc, higherIsBetter: true, enough, options);
            return;
        }
        var worsening = reference.Auc!.Value - current.Auc!.Value;
        var half = Proportion.Z95 * Math.Sqrt((a * a) + (b * b));
        var interval = new Interval(worsening - half, worsening + half);
        list.Add(new MetricComparison("auc", worsening, interval, null, Judge(worsening, interval, enough, options)));
    }

    private static void Plain(
        List<MetricComparison> list,
        string metric,
        double? before,
        double? now,
        bool higherIsBetter,
        bool enough,
        BinaryOptions options
    )
    {
        if (before is not { } was || now is not { } value)
        {
            list.Add(Undefined(metric));
            return;
        }
        var worsening = higherIsBetter ? was - value : value - was;
        var verdict =
            !enough ? MetricVerdict.InsufficientData
            : worsening > options.Tolerance ? MetricVerdict.Warn
            : MetricVerdict.Ok;
        list.Add(new MetricComparison(metric, worsening, null, null, verdict));
    }

    private static MetricComparison Undefined(string metric) => new(metric, null, null, null, MetricVerdict.InsufficientData);

    private static MetricVerdict Judge(double worsening, Interval interval, bool enough, BinaryOptions options)
    {
        if (!enough)
        {
            return MetricVerdict.InsufficientData;
        }
        var certainlyWorse = interval.Low > 0;
        if (worsening > options.Tolerance)
        {
            return certainlyWorse ? MetricVerdict.Fail : MetricVerdict.Inconclusive;
        }
        if (interval.High > options.Tolerance && interval.High - worsening > options.Tolerance)
        {
            return MetricVerdict.Inconclusive;
        }
        return certainlyWorse && worsening > options.Tolerance / 2 ? MetricVerdict.Warn : MetricVerdict.Ok;
    }
}
