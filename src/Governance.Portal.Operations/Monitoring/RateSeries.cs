using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;
using Governance.Analytics.Stored;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>A figure drawn over time.</summary>
public enum RateKind
{
    /// <summary>Area under the ROC curve.</summary>
    Auc,

    /// <summary>False positive rate.</summary>
    FalsePositives,

    /// <summary>False negative rate.</summary>
    FalseNegatives,
}

/// <summary>One window's value of a figure.</summary>
/// <param name="Name">Short name of the window.</param>
/// <param name="Period">Its period in words.</param>
/// <param name="Start">Its start.</param>
/// <param name="Value">The value, or null when it is undefined.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Labelled rows it rests on.</param>
/// <param name="Verdict">Verdict against the reference as stored.</param>
public sealed record RatePoint(
    string Name,
    string Period,
    DateTimeOffset Start,
    double? Value,
    double? Low,
    double? High,
    long Count,
    string? Verdict
)
{
    /// <summary>
    /// What the scores alone let expect, whatever labels there are; null without scores, or where the reference says nothing.
    /// </summary>
    public double? Estimate { get; init; }

    /// <summary>Beyond the limit, and certainly worse than the reference.</summary>
    public bool IsBreach => Verdict is "fail";
}

/// <summary>A figure over the windows of a monitor, with its reference and limit.</summary>
public sealed class RateSeries
{
    /// <summary>Pixels of the chart.</summary>
    public const int Height = 200;

    private const int MaxTicks = 8;

    private readonly RateKind _kind;

    private RateSeries(RateKind kind, IReadOnlyList<RatePoint> points, double? reference) =>
        (_kind, Points, Reference) = (kind, points, reference);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RatePoint> Points { get; }

    /// <summary>The value of the reference that the last window was compared with.</summary>
    public double? Reference { get; }

    /// <summary>Lower is better.</summary>
    public bool LowerIsBetter => _kind is not RateKind.Auc;

    /// <summary>From here on a window fails when it is certainly worse.</summary>
    public double? Limit => Reference is { } reference ? PerformanceLimits.LimitOf(reference, LowerIsBetter) : null;

    /// <summary>Windows beyond the limit.</summary>
    public int Breaches => Points.Count(p => p.IsBreach);

    /// <summary>Title with the unit.</summary>
    public string Title =>
        _kind switch
        {
            RateKind.Auc => "Area under the ROC curve",
            RateKind.FalsePositives => "False positive rate, %",
            RateKind.FalseNegatives => "False negative rate, %",
        };

    private string Noun =>
        _kind switch
        {
            RateKind.Auc => "AUC",
            RateKind.FalsePositives => T["False positive rate"],
            RateKind.FalseNegatives => T["False negative rate"],
        };

    private double Scale => _kind is RateKind.Auc ? 1 : 100;

    /// <summary>Collects a figure of all windows.</summary>
    public static RateSeries Of(MonitorView view, RateKind kind)
    {
        var names = WindowText.Columns([.. view.Windows.Select(w => w.Start)]);
        var points = view.Windows.Select(
            (w, i) =>
            {
                var (value, interval, count) = Read(w.Performance, kind);
                return new RatePoint(
                    names[i],
                    WindowText.Period(w.Start, w.End),
                    w.Start,
                    value,
                    interval?.Low,
                    interval?.High,
                    count,
                    w.Performance?.Verdict(Key(kind))
                )
                {
                    Estimate = Estimated(w.Performance?.Estimate, kind),
                };
            }
        );
        var reference = view.Windows.Count == 0 ? null : view.ReferenceOf(view.Windows[^1]);
        return new RateSeries(kind, [.. points], Read(reference?.Performance, kind).Value);
    }

    /// <summary>What the band and the dashed line are.</summary>
    public string Note => Reference is { } reference ? T["95 % interval · reference {0}", Write(reference)] : T["95 % interval"];

    /// <summary>Whether any window has an estimate to draw.</summary>
    public bool HasEstimates => Points.Any(p => p.Estimate is not null);

    /// <summary>Whether there is anything to draw.</summary>
    public bool HasAny => HasEstimates || Points.Any(p => p.Value is not null);

    /// <summary>The value of a figure as it is written.</summary>
    public string Write(double value) => _kind is RateKind.Auc ? Formats.Score(value) : Formats.Percent(value);

    /// <summary>
    /// The finding: "False negative rate per window with 95 % interval, limit 14.1 %, last 58.0 %. 2 windows beyond the limit, the first 25
    /// Oct to 31 Oct."
    /// </summary>
    public string Sentence()
    {
        var last = Points.LastOrDefault(p => p.Value is not null);
        if (last is null)
        {
            return Points.LastOrDefault(p => p.Estimate is not null) is { } guess
                ? T["{0} per window: no window has labels yet. Estimated without labels, last {1}.", Noun, Write(guess.Estimate!.Value)]
                : T["{0} per window: no window has labels yet.", Noun];
        }

        var breaches =
            Breaches > 0
                ? T["{0} outside the limit, the first {1}.", Formats.Plural(Breaches, "window"), Points.First(p => p.IsBreach).Period]
                : T[Limit is null ? "There is no reference value to compare with." : "No window outside the limit."];
        var estimate = Points[^1] is { Value: null, Estimate: { } expected }
            ? T[" The newest window has no labels: estimated at {0}.", Write(expected)]
            : "";
        var begin = Limit is { } bound
            ? T["{0} per window with 95 % interval, limit {1}, last {2}.", Noun, Write(bound), Write(last.Value!.Value)]
            : T["{0} per window with 95 % interval, last {1}.", Noun, Write(last.Value!.Value)];
        return $"{begin} {breaches}{estimate}";
    }

    /// <summary>The same numbers as a table.</summary>
    public ChartTable Table() =>
        new(
            ["Window", $"{Noun}{Unit}", "95 % interval from", "95 % interval to", "Labelled rows", "Estimated without labels"],
            [
                .. Points.Select(p =>
                    (IReadOnlyList<string>)[p.Period, Cell(p.Value), Cell(p.Low), Cell(p.High), Formats.Count(p.Count), Cell(p.Estimate)]
                ),
            ]
        );

    /// <summary>Options in ApexCharts' shape. A window without labels is a gap, never a line through it.</summary>
    public object Options(IReadOnlyList<ChartMark> marks)
    {
        IReadOnlyList<DateTimeOffset> starts = [.. Points.Select(p => p.Start)];
        var ticks = Axis();
        var (low, high) = (ticks[0], ticks[^1]);
        var series = new List<object>
        {
            new
            {
                type = "rangeArea",
                name = T["95 % interval"],
                data = Points.Select(p => new
                {
                    x = p.Name,
                    y = p is { Low: { } l, High: { } h } ? new double?[] { l * Scale, h * Scale } : [null, null],
                }),
            },
            new
            {
                type = "line",
                name = Noun,
                data = Points.Select(p => new { x = p.Name, y = p.Value * Scale }),
            },
        };
        if (HasEstimates)
        {
            series.Add(
                new
                {
                    type = "line",
                    name = T["Estimated, without labels"],
                    data = Points.Select(p => new { x = p.Name, y = p.Estimate * Scale }),
                }
            );
        }

        return new
        {
            chart = new { type = "rangeArea", height = Height },
            series,
            colors = new[] { "--gp-c1", "--gp-c1", "--gp-c4" }.Take(series.Count),
            fill = new { type = "solid", opacity = new[] { 0.16, 1, 1 }.Take(series.Count) },
            stroke = new
            {
                width = new[] { 0, 2, 2 }.Take(series.Count),
                dashArray = new[] { 0, 0, 2 }.Take(series.Count),
                curve = "straight",
            },
            markers = new
            {
                size = new[] { 0, 3, 0 }.Take(series.Count),
                strokeWidth = 2,
                strokeColors = "--gp-c1",
                discrete = Points
                    .Index()
                    .Where(p => p.Item.IsBreach)
                    .Select(p => new
                    {
                        seriesIndex = 1,
                        dataPointIndex = p.Index,
                        fillColor = "--gp-surface",
                        strokeColor = "--gp-fail-mark",
                        size = 5,
                    }),
            },
            legend = new { show = false },
            grid = new
            {
                padding = new
                {
                    top = -12,
                    bottom = -4,
                    left = 12,
                    right = 16,
                },
            },
            xaxis = new
            {
                type = "category",
                tickAmount = Math.Min(MaxTicks, Points.Count),
                labels = new { rotate = 0, hideOverlappingLabels = true },
                tooltip = new { enabled = false },
            },
            yaxis = new
            {
                min = low,
                max = high,
                tickAmount = ticks.Count - 1,
                decimalsInFloat = _kind is RateKind.Auc ? 2 : 0,
                labels = new { formatter = _kind is RateKind.Auc ? "psi" : "count" },
            },
            annotations = new { yaxis = Lines(low, high).ToList(), xaxis = MarkLines.Of(marks, starts, [.. Points.Select(p => p.Name)]) },
            tooltip = new
            {
                shared = true,
                tips = Points.Select((p, i) => string.Join('\n', [Tip(p), .. MarkLines.Tips(marks, starts, i)])),
            },
        };
    }

    /// <summary>What the lines and signs of the chart stand for.</summary>
    public IReadOnlyList<LegendEntry> Legend =>
        [
            new(Noun),
            new("95 % interval", LineStyle.Band),
            .. HasEstimates ? [new LegendEntry("Estimated, without labels", LineStyle.Dotted, "c4")] : (LegendEntry[])[],
            .. Limit is null ? (LegendEntry[])[] : [new LegendEntry("Limit", LineStyle.Dashed, "c2")],
            .. Reference is null ? (LegendEntry[])[] : [new LegendEntry("Reference", LineStyle.Dashed, "text-2")],
            .. Breaches > 0 ? [new LegendEntry("Outside the limit", LineStyle.Hollow, "fail-mark")] : (LegendEntry[])[],
        ];

    // Everything a window says, a line each: what is drawn, and what it is judged by.
    private string Tip(RatePoint point)
    {
        var lines = new List<string> { point.Period, point.Value is { } value ? $"{Noun}: {Write(value)}" : T["{0}: no labels yet", Noun] };
        if (point is { Low: { } low, High: { } high })
        {
            lines.Add(T["95 % interval: {0} to {1}", Write(low), Write(high)]);
        }

        if (point.Estimate is { } estimate)
        {
            lines.Add(T["Estimated, without labels: {0}", Write(estimate)]);
        }

        if (Limit is { } limit)
        {
            lines.Add(T["Limit: {0}", Write(limit)]);
        }

        if (Reference is { } reference)
        {
            lines.Add(T["Reference: {0}", Write(reference)]);
        }

        if (point.Count > 0)
        {
            lines.Add($"n = {Formats.Count(point.Count)}");
        }

        return string.Join('\n', lines);
    }

    private static string Key(RateKind kind) =>
        kind switch
        {
            RateKind.Auc => "auc",
            RateKind.FalsePositives => "fpr",
            RateKind.FalseNegatives => "fnr",
        };

    private static (double? Value, Interval? Interval, long Count) Read(StoredPerformance? performance, RateKind kind)
    {
        if (performance is null)
        {
            return (null, null, 0);
        }

        var record = performance.Record;
        if (kind is RateKind.Auc)
        {
            // DeLong's standard error; cut where an area cannot be.
            return (record.Auc, RankingMetrics.AucInterval(record), record.Labelled ?? 0);
        }

        var rate = performance.Rate(Key(kind));
        var count =
            record.Confusion is not { } c ? 0
            : kind is RateKind.FalsePositives ? c.FalsePositives + c.TrueNegatives
            : c.FalseNegatives + c.TruePositives;
        return (rate?.Value, rate is null ? null : new Interval(rate.Low, rate.High), count);
    }

    private static double? Estimated(EstimatedPerformance? estimate, RateKind kind) =>
        kind switch
        {
            RateKind.Auc => estimate?.Auc,
            RateKind.FalsePositives => estimate?.FalsePositiveRate,
            RateKind.FalseNegatives => estimate?.FalseNegativeRate,
        };

    private string Unit => _kind is RateKind.Auc ? "" : ", %";

    private string Cell(double? value) =>
        value is { } known ? Formats.Number(known * Scale, _kind is RateKind.Auc ? 3 : 1) : Formats.Missing;

    // Rates stand on 0; the area below its lowest value, for nothing happens further down. Both end on a round number.
    private IReadOnlyList<double> Axis()
    {
        double[] shown =
        [
            .. Points.SelectMany(p => new[] { p.Value, p.Low, p.High, p.Estimate }).Append(Reference).Append(Limit).OfType<double>(),
        ];
        return shown.Length == 0 ? NiceTicks.Of(0, Scale)
            : _kind is RateKind.Auc ? NiceTicks.Of(Math.Min(shown.Min(), 0.98), 1)
            : NiceTicks.Of(0, Math.Clamp(shown.Max() * 105, 1, 100));
    }

    private IEnumerable<object> Lines(double low, double high)
    {
        if (Limit is { } limit)
        {
            yield return new
            {
                y = limit * Scale,
                y2 = LowerIsBetter ? high : low,
                fillColor = "--gp-band",
                borderColor = "transparent",
                opacity = 1.0,
                strokeDashArray = 0,
            };
            yield return new
            {
                y = limit * Scale,
                label = LimitLabel.Of(
                    T["Limit {0}", Cell(limit)],
                    limit * Scale,
                    low,
                    high,
                    [.. Points.Select(p => p.Value * Scale)],
                    [.. Points.Select(p => p.Estimate * Scale)],
                    [.. Points.Select(_ => Reference * Scale)]
                ),
            };
        }

        if (Reference is { } reference)
        {
            yield return new { y = reference * Scale, borderColor = "--gp-text-2" };
        }
    }
}
