using Governance.Analytics.Alarms;
using Governance.Analytics.Fairness;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;
using Governance.Analytics.Stored;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Operations.Monitoring.Results;
using Governance.Transparency;
using VanishedColumn = Governance.Analytics.Drift.VanishedColumn;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>What a monitor measured in a window.</summary>
internal sealed record Measure(
    ModelMonitor Monitor,
    double? Value,
    double? Low,
    double? High,
    long Rows,
    AlarmFigure Figure,
    string? Reason,
    DriftLevel Level
)
{
    /// <summary>Judged, together with its family.</summary>
    public AlarmVerdict Verdict { get; init; }
}

/// <summary>What there is to measure of a window.</summary>
/// <param name="Drift">Its stored comparison with the reference.</param>
/// <param name="Reference">Performance of the reference.</param>
/// <param name="Performance">Performance of the window.</param>
/// <param name="Fairness">Fairness of the window; null without protected attributes.</param>
/// <param name="Segments">Drift of a column among the rows of a segment, by monitor; a text where it could not be compared.</param>
/// <param name="Business">Values of business series that came with the window.</param>
internal sealed record WindowFacts(
    StoredWindow Drift,
    StoredPerformance? Reference,
    StoredPerformance? Performance,
    FairnessResult? Fairness,
    IReadOnlyDictionary<MonitorId, (Analytics.Drift.DriftFeature? Feature, string? Problem)> Segments,
    IReadOnlyDictionary<string, double> Business
);

/// <summary>Measures all monitors of a model in one window and judges them, family by family. Pure: numbers in, numbers out.</summary>
internal static class MonitorMeasures
{
    // Checks that say that the data is broken; what may come about by the run of events is drift's to judge.
    private static readonly string[] s_broken = ["missing", "infinite", "invalid", "type_change", "constant", "missing_column"];

    /// <summary>Measures and judges. A monitor whose figure did not come with this window is left out.</summary>
    public static IReadOnlyList<Measure> Of(IReadOnlyList<ModelMonitor> monitors, WindowFacts facts)
    {
        var comparison = facts is { Reference: { } before, Performance: { } now }
            ? PerformanceComparison.Compare(before.Record, now.Record)
            : [];
        var measured = monitors
            .Select(m =>
                m.Kind switch
                {
                    MonitorKind.Drift or MonitorKind.ProtectedMix => m.HasSegment ? OfSegment(m, facts) : OfColumn(m, facts.Drift),
                    MonitorKind.Performance => OfPerformance(m, facts, comparison),
                    MonitorKind.Fairness => OfFairness(m, facts.Fairness),
                    MonitorKind.Quality => OfQuality(m, facts.Drift),
                    MonitorKind.Business => facts.Business.TryGetValue(m.Target, out var value) ? OfBusiness(m, value) : null,
                    // Evaluations come by themselves, not with rows of predictions.
                    MonitorKind.Evaluation => null,
                }
            )
            .OfType<Measure>();

        // Each family has a level of its own: what one is asked must not make another deaf.
        return [.. measured.GroupBy(m => m.Monitor.Kind).SelectMany(Judge)];
    }

    /// <summary>A business figure against its limits: certain, so no test.</summary>
    public static Measure OfBusiness(ModelMonitor monitor, double value)
    {
        var beyond = value < monitor.Lower || value > monitor.Upper;
        return new Measure(monitor, value, null, null, 1, new AlarmFigure(beyond, null, IsEnough: true), null, DriftLevel.Alert)
        {
            Verdict = new(beyond ? AlarmOutcome.Breach : AlarmOutcome.Ok, null),
        };
    }

    /// <summary>
    /// A measure of an evaluation against its limits: a breach when all of its 95 % interval lies beyond, unclear when only the measure
    /// does.
    /// </summary>
    public static Measure OfEvaluation(ModelMonitor monitor, EvaluationMeasure measured)
    {
        var value = measured.Value;
        var beyond = value < monitor.Lower || value > monitor.Upper;
        var certain = measured is { Low: { } low, High: { } high } ? high < monitor.Lower || low > monitor.Upper : beyond;
        var enough = (measured.N ?? monitor.MinimumRows) >= monitor.MinimumRows;
        var outcome =
            !enough ? AlarmOutcome.NotEnough
            : certain ? AlarmOutcome.Breach
            : beyond ? AlarmOutcome.Unclear
            : AlarmOutcome.Ok;
        var reason = outcome switch
        {
            AlarmOutcome.NotEnough => $"Too few cases: {Formats.Count(measured.N ?? 0)} of at least {Formats.Count(monitor.MinimumRows)}.",
            AlarmOutcome.Unclear => "Outside the limit, but with so few cases this may be chance.",
            _ => null,
        };
        return new Measure(
            monitor,
            value,
            measured.Low,
            measured.High,
            measured.N ?? 1,
            new AlarmFigure(certain, null, enough),
            reason,
            DriftLevel.Alert
        )
        {
            Verdict = new(outcome, null),
        };
    }

    private static IEnumerable<Measure> Judge(IEnumerable<Measure> family)
    {
        Measure[] all = [.. family];
        var verdicts = AlarmJudge.Judge([.. all.Select(m => m.Figure)]);
        return all.Select((m, i) => m with { Verdict = verdicts[i] });
    }

    private static Measure? OfColumn(ModelMonitor monitor, StoredWindow drift)
    {
        if (drift.Find(monitor.Target) is not { } column)
        {
            return drift.MissingColumns.Contains(monitor.Target, StringComparer.Ordinal)
                ? Nothing(monitor, "The window has no such column.")
                : null;
        }

        var used = Math.Min(column.Reference.Used, column.Current.Used);
        var change = new ColumnChange(
            column.Verdict,
            column.Psi,
            column.Ks?.Statistic,
            column.Binning is "quantile" ? column.WassersteinNormalised : null,
            column.ChiSquare?.CramersV,
            column.NewCategoryShare,
            column.Ks?.PValue ?? column.ChiSquare?.PValue,
            used
        )
        {
            Vanished = column.IsVanished
                ? VanishedColumn.PValue(column.Reference.Used, column.Reference.Rows, column.Current.Used, column.Current.Rows)
                : null,
            VanishedRows = Math.Min(column.Reference.Used, column.Current.Rows),
            Usable = new(column.Reference.Used, column.Reference.Rows, column.Current.Used, column.Current.Rows),
        };
        var figure = AlarmFigure.Of(change, monitor.Upper, monitor.MinimumRows);
        return new Measure(
            monitor,
            column.Psi,
            null,
            null,
            column.Current.Used,
            figure,
            Shortage(figure, monitor, column.IsVanished ? change.VanishedRows : used) ?? column.Reason,
            column.IsVanished || column.MissingShift?.Statistic >= DriftBands.MajorMissing ? DriftLevel.Alert : LevelOf(column.Psi)
        );
    }

    private static Measure OfSegment(ModelMonitor monitor, WindowFacts facts)
    {
        if (!facts.Segments.TryGetValue(monitor.Id, out var found) || found.Feature is not { } feature)
        {
            return Nothing(monitor, found.Problem ?? "The segment was not compared.");
        }

        var figure = AlarmFigure.Of(feature, monitor.Upper, monitor.MinimumRows);
        var isVanished = feature is { IsDrift: true, Current.Used: 0 };
        return new Measure(
            monitor,
            feature.Psi,
            null,
            null,
            feature.Current.Used,
            figure,
            Shortage(figure, monitor, Math.Min(feature.Reference.Used, isVanished ? feature.Current.Rows : feature.Current.Used))
                ?? (isVanished || feature.MissingShift is not null ? feature.Reason : null),
            isVanished || feature.MissingShift?.Statistic >= DriftBands.MajorMissing ? DriftLevel.Alert : LevelOf(feature.Psi)
        );
    }

    private static Measure? OfPerformance(ModelMonitor monitor, WindowFacts facts, IReadOnlyList<MetricComparison> comparison)
    {
        if (facts.Performance is not { } performance || comparison.FirstOrDefault(c => c.Metric == monitor.Target) is not { } metric)
        {
            return null;
        }

        var record = performance.Record;
        var tolerance = monitor.Upper ?? BinaryOptions.Default.Tolerance;
        var enough = metric.Verdict is not MetricVerdict.InsufficientData && record.Labelled >= monitor.MinimumRows;
        var (value, interval) = ValueOf(monitor.Target, record);
        return new Measure(
            monitor,
            value,
            interval?.Low,
            interval?.High,
            record.Labelled ?? 0,
            new AlarmFigure(metric.Worsening > tolerance, metric.PValue ?? AreaTest.PValue(facts.Reference!.Record, record), enough),
            enough ? null : $"Too few labels: {Formats.Count(record.Labelled ?? 0)} of {Formats.Plural(record.Rows, "row")}.",
            DriftLevel.Alert
        );
    }

    private static Measure? OfFairness(ModelMonitor monitor, FairnessResult? fairness)
    {
        if (fairness?.Attributes.FirstOrDefault(a => a.Attribute == monitor.Target) is not { } attribute)
        {
            return null;
        }

        var limit = monitor.Upper ?? FairnessOptions.Default.MaximumDifference;
        var rows = attribute.Groups.Sum(g => g.Count);
        // The pair was chosen among all pairs because it differs most: its p-value pays for that.
        var large = attribute.Groups.Count(g => g.Count >= fairness.MinimumGroupSize);
        var pairs = Math.Max(1, large * (large - 1) / 2);
        var worst = attribute.Gaps.OrderByDescending(g => g.Difference > limit).ThenBy(g => g.PValue).FirstOrDefault();
        if (worst is null)
        {
            return new Measure(
                monitor,
                null,
                null,
                null,
                rows,
                default,
                attribute.Reason ?? "Fewer than two groups have enough rows.",
                DriftLevel.Warning
            );
        }

        var tooFew = monitor.Upper is null && attribute.DemographicParityRatio.MinimumSize < FairnessOptions.Default.MinimumRatio;
        return new Measure(
            monitor,
            worst.Difference,
            worst.Interval.Low,
            worst.Interval.High,
            rows,
            new AlarmFigure(
                worst.Difference > limit || tooFew,
                Math.Min(1, worst.PValue * pairs * attribute.Gaps.Count),
                rows >= monitor.MinimumRows
            ),
            $"{Rate(worst.Metric)} of \"{worst.Highest}\" against \"{worst.Lowest}\".",
            DriftLevel.Alert
        );
    }

    private static Measure OfQuality(ModelMonitor monitor, StoredWindow drift)
    {
        var failed = drift.Checks.Where(c => c.Verdict == "fail" && s_broken.Contains(c.Check, StringComparer.Ordinal)).ToList();
        var words =
            failed.Count == 0
                ? null
                : string.Join("; ", failed.Take(5).Select(c => $"{c.Column ?? "file"}: {QualityText.Name(c.Check).ToLowerInvariant()}"))
                    + (failed.Count > 5 ? $" and {failed.Count - 5} more" : "");
        return new Measure(
            monitor,
            failed.Count,
            null,
            null,
            drift.CurrentRows,
            new AlarmFigure(failed.Count >= (monitor.Upper ?? 1), null, drift.CurrentRows >= monitor.MinimumRows),
            Cut(words),
            DriftLevel.Alert
        );
    }

    private static Measure Nothing(ModelMonitor monitor, string reason) =>
        new(monitor, null, null, null, 0, default, Cut(reason), DriftLevel.Warning);

    private static DriftLevel LevelOf(double? psi) => psi >= DriftBands.Major ? DriftLevel.Alert : DriftLevel.Warning;

    private static string? Shortage(AlarmFigure figure, ModelMonitor monitor, long used) =>
        figure.IsEnough
            ? null
            : $"Each side needs {Formats.Count(monitor.MinimumRows)} usable values; the smaller has {Formats.Count(used)}.";

    private static string? Cut(string? words) => words is { Length: > 1_000 } ? WholeText.Beginning(words, 999) + "…" : words;

    private static string Rate(string metric) =>
        metric switch
        {
            "tpr" => "True positive rate",
            "fpr" => "False positive rate",
            _ => "Selection rate",
        };

    internal static (double? Value, Interval? Interval) ValueOf(string metric, PerformanceResult record)
    {
        if (metric is "auc")
        {
            return (record.Auc, RankingMetrics.AucInterval(record));
        }

        Proportion? rate = record.Confusion is not { } c
            ? null
            : metric switch
            {
                "fpr" => c.FalsePositiveRate,
                "fnr" => c.FalseNegativeRate,
                "accuracy" => c.Accuracy,
                "precision" => c.Precision,
                _ => c.Recall,
            };
        return (rate?.Value, rate?.Wilson);
    }
}
