using System.Text.Json;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>A group's selection rate in one window.</summary>
public sealed record GroupPoint(long Count, double? Value, double? Low, double? High);

/// <summary>How the groups of one protected attribute were treated, window after window.</summary>
public sealed class FairnessSeries
{
    /// <summary>Groups drawn; the table has all.</summary>
    public const int MaxDrawn = 5;

    private static readonly string[] s_colours = ["--gp-c1", "--gp-c2", "--gp-c3", "--gp-c4", "--gp-c5"];

    private FairnessSeries(
        string attribute,
        IReadOnlyList<string> groups,
        IReadOnlyList<WindowView> windows,
        IReadOnlyList<IReadOnlyDictionary<string, GroupPoint>> points,
        long minimum
    ) => (Attribute, Groups, Windows, Points, MinimumGroupSize) = (attribute, groups, windows, points, minimum);

    /// <summary>The attribute.</summary>
    public string Attribute { get; }

    /// <summary>Its groups, the largest of the last window first.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Windows with figures, oldest first.</summary>
    public IReadOnlyList<WindowView> Windows { get; }

    /// <summary>By window, then by group.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, GroupPoint>> Points { get; }

    /// <summary>Rows from which a group counts towards the verdict.</summary>
    public long MinimumGroupSize { get; }

    /// <summary>Groups of the last window that are too small to judge.</summary>
    public IReadOnlyList<string> Small => [.. Groups.Where(g => Points[^1].TryGetValue(g, out var p) && p.Count < MinimumGroupSize)];

    /// <summary>Largest minus smallest rate of the last window, among groups large enough; null with fewer than two.</summary>
    public double? Difference
    {
        get
        {
            var rates = Points[^1].Values.Where(p => p.Count >= MinimumGroupSize).Select(p => p.Value).OfType<double>().ToList();
            return rates.Count < 2 ? null : rates.Max() - rates.Min();
        }
    }

    /// <summary>Reads stored results; single attributes only, as pairs have too many groups to draw.</summary>
    public static IReadOnlyList<FairnessSeries> Of(IReadOnlyList<WindowView> windows, IReadOnlyDictionary<WindowId, string> stored)
    {
        var read = windows
            .Where(w => stored.ContainsKey(w.Id))
            .Select(w => (Window: w, Json: JsonDocument.Parse(stored[w.Id]).RootElement))
            .ToList();
        var names = read.SelectMany(r => r.Json.GetProperty("attributes").EnumerateArray())
            .Select(a => a.GetProperty("attribute").GetString()!)
            .Where(a => !a.Contains('|', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => Make(name, read))];
    }

    /// <summary>What the chart says.</summary>
    public string Sentence()
    {
        return Difference is { } difference
            ? T[
                "Favourable predictions by {0} per window: the gap was {1} in the last window and is usually at most {2}.",
                Attribute,
                Formats.Percent(difference),
                Formats.Percent(0.1, 0)
            ]
            : T["Favourable predictions by {0} per window: fewer than two groups are large enough to judge.", Attribute];
    }

    /// <summary>All groups and windows.</summary>
    public ChartTable Table() =>
        new(
            ["Window", "Group", "Rows", "Favourable, %", "95 % interval from", "95 % interval to"],
            [
                .. Windows.SelectMany(
                    (w, i) =>
                        Groups
                            .Where(Points[i].ContainsKey)
                            .Select(g =>
                                (IReadOnlyList<string>)
                                    [
                                        WindowText.Period(w.Start, w.End),
                                        g + (Points[i][g].Count < MinimumGroupSize ? " (small)" : ""),
                                        Formats.Count(Points[i][g].Count),
                                        Cell(Points[i][g].Value),
                                        Cell(Points[i][g].Low),
                                        Cell(Points[i][g].High),
                                    ]
                            )
                ),
            ]
        );

    /// <summary>Options in ApexCharts' shape. Groups too small to judge are not drawn: their lines would be noise.</summary>
    public object Options(IReadOnlyList<ChartMark> marks)
    {
        var drawn = Groups.Except(Small, StringComparer.Ordinal).Take(MaxDrawn).ToList();
        var columns = WindowText.Columns([.. Windows.Select(w => w.Start)]);
        return new
        {
            chart = new { type = "line", height = RateSeries.Height },
            series = drawn.Select(g => new
            {
                name = g,
                data = Points.Select((p, i) => new { x = columns[i], y = p.GetValueOrDefault(g)?.Value * 100 }),
            }),
            colors = s_colours.Take(Math.Max(1, drawn.Count)),
            stroke = new
            {
                width = 2,
                curve = "straight",
                dashArray = new[] { 0, 6, 2, 8, 4 }.Take(Math.Max(1, drawn.Count)),
            },
            markers = new { size = 3 },
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
                tickAmount = Math.Min(8, Windows.Count),
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
            annotations = new { xaxis = MarkLines.Of(marks, [.. Windows.Select(w => w.Start)], columns) },
            tooltip = new { shared = true, y = new { formatter = "percent" } },
        };
    }

    private static FairnessSeries Make(string name, List<(WindowView Window, JsonElement Json)> read)
    {
        var windows = new List<WindowView>();
        var points = new List<IReadOnlyDictionary<string, GroupPoint>>();
        foreach (var (window, json) in read)
        {
            var attribute = json.GetProperty("attributes")
                .EnumerateArray()
                .FirstOrDefault(a => a.GetProperty("attribute").GetString() == name);
            if (attribute.ValueKind is not JsonValueKind.Object)
            {
                continue;
            }

            windows.Add(window);
            points.Add(
                attribute
                    .GetProperty("groups")
                    .EnumerateArray()
                    .ToDictionary(
                        g => g.GetProperty("name").GetString()!,
                        g =>
                            g.GetProperty("selectionRate") is { ValueKind: JsonValueKind.Object } rate
                                ? new GroupPoint(
                                    g.GetProperty("count").GetInt64(),
                                    Number(rate, "value"),
                                    Number(rate, "low"),
                                    Number(rate, "high")
                                )
                                : new GroupPoint(g.GetProperty("count").GetInt64(), null, null, null),
                        StringComparer.Ordinal
                    )
            );
        }

        var groups = points
            .SelectMany(p => p.Keys)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(g => points[^1].GetValueOrDefault(g)?.Count ?? 0)
            .ThenBy(g => g, StringComparer.Ordinal);
        return new FairnessSeries(name, [.. groups], windows, points, read[0].Json.GetProperty("minimumGroupSize").GetInt64());
    }

    private static double? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;

    private static string Cell(double? value) => value is { } known ? Formats.Number(known * 100, 1) : Formats.Missing;
}
