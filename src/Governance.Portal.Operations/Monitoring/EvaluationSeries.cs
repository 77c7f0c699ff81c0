using System.Globalization;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Monitoring.Monitors;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Measures of an assistant's evaluations over time: shares as lines, all of them as a table.</summary>
public sealed class EvaluationSeries
{
    /// <summary>Measures drawn; the table has all.</summary>
    public const int MaxDrawn = 5;

    private static readonly string[] s_colours = ["--gp-c1", "--gp-c2", "--gp-c3", "--gp-c4", "--gp-c5"];

    private readonly IReadOnlyList<(MonitorInfo Monitor, IReadOnlyList<ReadingView> Readings)> _measures;
    private readonly IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End)> _periods;

    /// <summary>Takes what was read.</summary>
    public EvaluationSeries(IReadOnlyList<(MonitorInfo Monitor, IReadOnlyList<ReadingView> Readings)> measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        _measures = measures;
        _periods = [.. measures.SelectMany(m => m.Readings).Select(r => (r.Start, r.End)).Distinct().Order()];
        Drawn =
        [
            .. measures
                .Select(m => m.Monitor)
                .Where(m => !EvaluationText.IsTime(m.Target))
                .OrderByDescending(m => m.Alert is not null)
                .ThenBy(m => m.Id.Number)
                .Take(MaxDrawn),
        ];
    }

    /// <summary>Measures drawn as lines, those with an alert first.</summary>
    public IReadOnlyList<MonitorInfo> Drawn { get; }

    /// <summary>What the chart says.</summary>
    public string Sentence()
    {
        var beyond = _measures
            .Where(m => m.Readings[^1].Outcome is MonitorOutcome.Breach)
            .Select(m => EvaluationText.Name(m.Monitor.Target).ToString())
            .ToList();
        var words =
            beyond.Count == 0
                ? T["In the last evaluation, nothing is outside its limit."]
                : T[
                    beyond.Count == 1
                        ? "In the last evaluation, {0} is outside the limit."
                        : "In the last evaluation, {0} are outside the limit.",
                    string.Join(", ", beyond)
                ];
        var counted = string.Format(
            CultureInfo.InvariantCulture,
            T.Sense("{0} of {1}.", "of a count"),
            Formats.Plural(_measures.Count, "measure"),
            Formats.Plural(_periods.Count, "evaluation")
        );
        return $"{counted} {words}";
    }

    /// <summary>All measures of all evaluations.</summary>
    public ChartTable Table() =>
        new(
            ["Evaluation", "Measure", "Value", "95 % interval from", "95 % interval to", "Cases"],
            [
                .. _periods.SelectMany(p =>
                    _measures.SelectMany(m =>
                        m.Readings.Where(r => r.Start == p.Start && r.End == p.End)
                            .Select(r =>
                                (IReadOnlyList<string>)
                                    [
                                        WindowText.Period(p.Start, p.End),
                                        EvaluationText.Name(m.Monitor.Target).ToString(),
                                        Cell(m.Monitor, r.Value),
                                        Cell(m.Monitor, r.Low),
                                        Cell(m.Monitor, r.High),
                                        Formats.Count(r.Rows),
                                    ]
                            )
                    )
                ),
            ]
        );

    /// <summary>Options in ApexCharts' shape.</summary>
    public object Options(IReadOnlyList<ChartMark> marks)
    {
        var columns = WindowText.Columns([.. _periods.Select(p => p.Start)]);
        var lines = Drawn.Select(d => _measures.First(m => m.Monitor.Id == d.Id)).ToList();
        return new
        {
            chart = new { type = "line", height = RateSeries.Height },
            series = lines.Select(l => new
            {
                name = EvaluationText.Name(l.Monitor.Target).ToString(),
                data = _periods.Select(
                    (p, i) => new { x = columns[i], y = l.Readings.FirstOrDefault(r => r.Start == p.Start && r.End == p.End)?.Value * 100 }
                ),
            }),
            colors = s_colours.Take(Math.Max(1, lines.Count)),
            stroke = new
            {
                width = 2,
                curve = "straight",
                dashArray = new[] { 0, 6, 2, 8, 4 }.Take(Math.Max(1, lines.Count)),
            },
            markers = new
            {
                size = 3,
                discrete = lines.SelectMany(
                    (l, s) =>
                        _periods
                            .Index()
                            .Where(p =>
                                l.Readings.Any(r => r.Start == p.Item.Start && r.End == p.Item.End && r.Outcome is MonitorOutcome.Breach)
                            )
                            .Select(p => new
                            {
                                seriesIndex = s,
                                dataPointIndex = p.Index,
                                fillColor = "--gp-surface",
                                strokeColor = "--gp-fail-mark",
                                size = 5,
                            })
                ),
            },
            legend = new { show = true, position = "bottom" },
            grid = new
            {
                padding = new
                {
                    top = -12,
                    bottom = 0,
                    left = 12,
                    right = 16,
                },
            },
            xaxis = new
            {
                type = "category",
                tickAmount = Math.Min(8, _periods.Count),
                labels = new { rotate = 0, hideOverlappingLabels = true },
                tooltip = new { enabled = false },
            },
            yaxis = new
            {
                min = 0,
                max = 100,
                tickAmount = 4,
                decimalsInFloat = 0,
                labels = new { formatter = "count" },
            },
            annotations = new { xaxis = MarkLines.Of(marks, [.. _periods.Select(p => p.Start)], columns) },
            tooltip = new { shared = true, y = new { formatter = "percent" } },
        };
    }

    private static string Cell(MonitorInfo monitor, double? value) =>
        value is { } known ? EvaluationText.Value(monitor.Target, known) : Formats.Missing;
}
