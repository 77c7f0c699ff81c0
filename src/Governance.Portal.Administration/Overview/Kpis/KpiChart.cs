using Governance.Domain.Kpis;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>The course of a key figure over its period: for the chart, as a sentence and as a table.</summary>
/// <param name="figure">The figure with its trend.</param>
/// <param name="period">The period of the trend.</param>
/// <param name="target">What it is to reach; null where none is set.</param>
/// <param name="zone">The time zone in which days are named.</param>
internal sealed class KpiChart(KpiFigure figure, KpiPeriod period, double? target, TimeZoneInfo zone)
{
    /// <summary>Pixels of the chart.</summary>
    public const int Height = 200;

    private readonly List<(string Days, string Until, double? Value)> _points =
    [
        .. figure.Trend.Count == 0
            ? []
            : period
                .Parts(figure.Trend.Count)
                .Select(
                    (part, i) =>
                        (
                            $"{Formats.LongDate(part.From, zone)} – {Formats.LongDate(part.To, zone)}",
                            Shapes.In(TimeZoneInfo.ConvertTime(part.To, zone), "d MMM"),
                            figure.Trend[i]
                        )
                ),
    ];

    /// <summary>Whether there is a course to draw.</summary>
    public bool HasAny => _points.Count(p => p.Value is not null) > 1;

    /// <summary>The finding.</summary>
    public string Sentence
    {
        get
        {
            var known = _points.FindAll(p => p.Value is not null);
            var course = T["{0} at first, {1} at last ({2}).", Write(known[0].Value!.Value), Write(known[^1].Value!.Value), known[^1].Days];
            return target is { } aim ? $"{course} {KpiLabels.Target(figure.Id, aim)}." : course;
        }
    }

    /// <summary>The same numbers.</summary>
    public ChartTable Table() =>
        new(
            ["Period", "Value"],
            [.. _points.Select(p => (IReadOnlyList<string>)[p.Days, p.Value is { } value ? Write(value) : Formats.Missing])]
        );

    /// <summary>Options in ApexCharts' shape. A part without a value is a gap.</summary>
    public object Options()
    {
        double[] shown = [.. _points.Select(p => p.Value).Append(target).OfType<double>()];
        var ticks = NiceTicks.Of(Math.Min(0, shown.Min()), Math.Max(shown.Max(), 1));
        return new
        {
            chart = new { type = "line", height = Height },
            series = new object[]
            {
                new { name = T.Word(KpiDefinition.Of(figure.Id).Name), data = _points.Select(p => new { x = p.Until, y = p.Value }) },
            },
            colors = new[] { "--gp-c1" },
            stroke = new { width = 2, curve = "straight" },
            markers = new { size = 3, strokeWidth = 0 },
            legend = new { show = false },
            xaxis = new
            {
                type = "category",
                labels = new { rotate = 0, hideOverlappingLabels = true },
                tooltip = new { enabled = false },
            },
            yaxis = new
            {
                min = ticks[0],
                max = ticks[^1],
                tickAmount = ticks.Count - 1,
                labels = new { formatter = ticks.All(double.IsInteger) ? "count" : "psi" },
            },
            tooltip = new { tips = _points.Select(p => $"{p.Days}\n{(p.Value is { } value ? Write(value) : Formats.Missing)}") },
            annotations = new { yaxis = Lines(ticks[0], ticks[^1]).ToList() },
        };
    }

    private IEnumerable<object> Lines(double low, double high)
    {
        if (target is { } aim)
        {
            yield return new
            {
                y = aim,
                borderColor = "--gp-c2",
                strokeDashArray = 4,
                label = LimitLabel.Of(KpiLabels.Target(figure.Id, aim), aim, low, high, [.. _points.Select(p => p.Value)]),
            };
        }
    }

    private string Write(double value) => KpiLabels.Number(figure.Id, value);
}
