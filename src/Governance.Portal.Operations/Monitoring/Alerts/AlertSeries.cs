using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Monitoring.Monitors;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>What the monitor of an alert measured, window by window, with the limits it is judged by.</summary>
internal sealed class AlertSeries
{
    /// <summary>Pixels of the chart.</summary>
    public const int Height = 180;

    private readonly MonitorInfo _monitor;
    private readonly IReadOnlyList<ReadingView> _readings;
    private readonly IReadOnlyDictionary<WindowId, string> _decided;

    public AlertSeries(
        MonitorInfo monitor,
        IReadOnlyList<ReadingView> readings,
        double? reference,
        IReadOnlyDictionary<WindowId, string>? decided = null
    ) => (_monitor, _readings, Reference, _decided) = (monitor, readings, reference, decided ?? new Dictionary<WindowId, string>());

    /// <summary>What the reference window comes to; null where the figure is itself a comparison with it.</summary>
    public double? Reference { get; }

    /// <summary>Whether there is anything to draw.</summary>
    public bool HasAny => _readings.Any(r => r.Value is not null);

    /// <summary>Values that are worse than this one, or lower than the other.</summary>
    public (double? Lower, double? Upper) Limits =>
        _monitor.Kind switch
        {
            MonitorKind.Drift or MonitorKind.ProtectedMix => (null, _monitor.Upper ?? DriftBands.Moderate),
            MonitorKind.Performance => (LowerIsBetter ? null : Beyond(-1), LowerIsBetter ? Beyond(1) : null),
            MonitorKind.Fairness => (null, _monitor.Upper ?? 0.1),
            _ => (_monitor.Lower, _monitor.Upper),
        };

    /// <summary>What is drawn, with its unit.</summary>
    public string Title =>
        _monitor.Kind switch
        {
            MonitorKind.Drift or MonitorKind.ProtectedMix => T["PSI against the reference"],
            MonitorKind.Performance => MonitorText.Target(_monitor).ToString(),
            MonitorKind.Fairness => T["Difference between groups, %"],
            MonitorKind.Quality => T["Failed checks"],
            MonitorKind.Evaluation => EvaluationText.Name(_monitor.Target).ToString(),
            MonitorKind.Business => MonitorText.Target(_monitor).ToString(),
        };

    /// <summary>What the lines and signs of the chart stand for.</summary>
    public IReadOnlyList<LegendEntry> Legend =>
        [
            new(Title),
            .. Limits is (null, null) ? (LegendEntry[])[] : [new LegendEntry("Limit", LineStyle.Dashed, "c2")],
            .. Reference is null ? (LegendEntry[])[] : [new LegendEntry("Reference", LineStyle.Dashed, "text-2")],
            .. _readings.Any(r => r.Outcome is MonitorOutcome.Breach)
                ?
                [
                    new LegendEntry(
                        IsDecidedElsewhere ? "Outside the limit of a statistic" : "Outside the limit",
                        LineStyle.Hollow,
                        "fail-mark"
                    ),
                ]
                : (LegendEntry[])[],
        ];

    // A point below the line that is drawn may be outside the limit of another statistic.
    private bool IsDecidedElsewhere => _readings.Any(r => Decided(r) is not null);

    private string? Decided(ReadingView reading) => reading.Window is { } window ? _decided.GetValueOrDefault(window) : null;

    private bool LowerIsBetter => _monitor.Target is "fpr" or "fnr";

    private double Scale => _monitor.Kind is MonitorKind.Fairness ? 100 : 1;

    /// <summary>The finding in a sentence.</summary>
    public string Sentence()
    {
        var last = _readings.LastOrDefault(r => r.Value is not null);
        var beyond = _readings.Count(r => r.Outcome is MonitorOutcome.Breach);
        var finding =
            last is null ? T["No window has a value yet."]
            : _readings.Count == 1 ? T[Only(last.Outcome), Title, Write(last.Value!.Value)]
            : T[
                "{0}: {1} in the last window, {2} of {3} windows outside the limit.",
                Title,
                Write(last.Value!.Value),
                beyond,
                _readings.Count
            ];
        var other = _readings.LastOrDefault(r => Decided(r) is not null);
        if (other is null)
        {
            return finding;
        }

        var elsewhere = _readings.Count(r => Decided(r) is not null);
        return $"{finding} {T["PSI is below its limit in {0} of them; what decided there: {1}.", elsewhere, Decided(other)]}";
    }

    private static string Only(MonitorOutcome outcome) =>
        outcome switch
        {
            MonitorOutcome.Breach => "{0}: {1} in the only window so far, outside the limit.",
            MonitorOutcome.Ok => "{0}: {1} in the only window so far, within the limit.",
            _ => "{0}: {1} in the only window so far.",
        };

    /// <summary>The same numbers as a table.</summary>
    public ChartTable Table() =>
        new(
            ["Window", "Value", "95 % interval from", "95 % interval to", "Rows"],
            [
                .. _readings.Select(r =>
                    (IReadOnlyList<string>)
                        [WindowText.Period(r.Start, r.End), Cell(r.Value), Cell(r.Low), Cell(r.High), Formats.Count(r.Rows)]
                ),
            ]
        );

    /// <summary>Options in ApexCharts' shape. A window without a value is a gap.</summary>
    public object Options(IReadOnlyList<ChartMark> marks)
    {
        var ticks = Axis();
        IReadOnlyList<DateTimeOffset> starts = [.. _readings.Select(r => r.Start)];
        var names = WindowText.Columns(starts);
        return new
        {
            chart = new { type = "line", height = Height },
            series = new object[] { new { name = Title, data = _readings.Select((r, i) => new { x = names[i], y = r.Value * Scale }) } },
            colors = new[] { "--gp-c1" },
            stroke = new { width = 2, curve = "straight" },
            markers = new
            {
                size = 3,
                strokeWidth = 2,
                strokeColors = "--gp-c1",
                discrete = _readings
                    .Index()
                    .Where(r => r.Item.Outcome is MonitorOutcome.Breach)
                    .Select(r => new
                    {
                        seriesIndex = 0,
                        dataPointIndex = r.Index,
                        fillColor = "--gp-surface",
                        strokeColor = "--gp-fail-mark",
                        size = 5,
                    }),
            },
            legend = new { show = false },
            xaxis = new
            {
                type = "category",
                // No number of ticks: with one the library writes names over one another.
                labels = new { rotate = 0, hideOverlappingLabels = true },
                tooltip = new { enabled = false },
            },
            yaxis = new
            {
                min = ticks[0],
                max = ticks[^1],
                tickAmount = ticks.Count - 1,
                labels = new { formatter = _monitor.Kind is MonitorKind.Quality or MonitorKind.Fairness ? "count" : "psi" },
            },
            tooltip = new { tips = _readings.Select((r, i) => string.Join('\n', [.. Tip(r), .. MarkLines.Tips(marks, starts, i)])) },
            annotations = new { yaxis = Lines(ticks[0], ticks[^1]).ToList(), xaxis = MarkLines.Of(marks, starts, names) },
        };
    }

    /// <summary>A value as it is written.</summary>
    public string Write(double value) =>
        _monitor.Kind switch
        {
            MonitorKind.Drift or MonitorKind.ProtectedMix => $"PSI {Formats.Psi(value)}",
            MonitorKind.Fairness => Formats.Percent(value),
            MonitorKind.Evaluation => EvaluationText.Value(_monitor.Target, value),
            MonitorKind.Quality => Formats.Count((long)value),
            MonitorKind.Performance => Formats.Score(value),
            MonitorKind.Business => Formats.Number(value, 2),
        };

    private IEnumerable<object> Lines(double low, double high)
    {
        foreach (var limit in new[] { Limits.Lower, Limits.Upper }.OfType<double>())
        {
            yield return new
            {
                y = limit * Scale,
                label = LimitLabel.Of(
                    T["Limit {0}", Write(limit)],
                    limit * Scale,
                    low,
                    high,
                    [.. _readings.Select(r => r.Value * Scale)],
                    [.. _readings.Select(_ => Reference * Scale)]
                ),
            };
        }

        if (Reference is { } reference)
        {
            yield return new { y = reference * Scale, borderColor = "--gp-text-2" };
        }
    }

    // The limit and the reference are in the picture, whatever was measured.
    private IReadOnlyList<double> Axis()
    {
        double[] shown =
        [
            .. _readings
                .Select(r => r.Value)
                .Append(Limits.Lower)
                .Append(Limits.Upper)
                .Append(Reference)
                .OfType<double>()
                .Select(v => v * Scale),
        ];
        var (low, high) = shown.Length == 0 ? (0, 1) : (shown.Min(), shown.Max());
        return NiceTicks.Of(
            _monitor.Kind is MonitorKind.Performance or MonitorKind.Business ? low : Math.Min(0, low),
            high > low ? high : low + 1
        );
    }

    private IEnumerable<string> Tip(ReadingView reading)
    {
        yield return WindowText.Period(reading.Start, reading.End);
        yield return reading.Value is { } value ? $"{Title}: {Write(value)}" : T["No value"];
        if (reading is { Low: { } low, High: { } high })
        {
            yield return T["95 % interval: {0} to {1}", Write(low), Write(high)];
        }

        foreach (var limit in new[] { Limits.Lower, Limits.Upper }.OfType<double>())
        {
            yield return T["Limit: {0}", Write(limit)];
        }

        if (Decided(reading) is { } decided)
        {
            yield return T["Statistic that decided: {0}", decided];
        }

        if (Reference is { } reference)
        {
            yield return T["Reference: {0}", Write(reference)];
        }
    }

    // How much worse than the reference a figure may be.
    private double? Beyond(int sign) =>
        Reference is { } reference ? Math.Clamp(reference + (sign * (_monitor.Upper ?? PerformanceLimits.Tolerance)), 0, 1) : null;

    private static string Cell(double? value) => value is { } known ? Formats.Number(known, 3) : Formats.Missing;
}
