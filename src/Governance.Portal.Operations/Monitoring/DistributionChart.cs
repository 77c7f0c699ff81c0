using System.Globalization;
using Governance.Analytics.Stored;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Operations.Monitoring.Results;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>A feature's two distributions as a chart, a sentence and a table.</summary>
public static class DistributionChart
{
    private const int MaxCategories = 12;
    private const int MaxLabel = 18;

    /// <summary>
    /// Options in ApexCharts' shape: shares of both samples side by side, lying bars for categories so that their names can be read.
    /// </summary>
    public static object Options(StoredFeature feature, IReadOnlyList<StoredBin> bins)
    {
        var lying = feature.Type is "categorical";
        var shown = lying ? Largest(bins) : bins;
        return new
        {
            chart = new { type = "bar", height = Height(feature, bins) },
            series = new object[]
            {
                new { name = T["Reference"], data = shown.Select(b => b.ReferenceShare * 100) },
                new { name = T["This window"], data = shown.Select(b => b.CurrentShare * 100) },
            },
            colors = new[] { "--gp-c1", "--gp-c2" },
            plotOptions = new
            {
                bar = new
                {
                    horizontal = lying,
                    columnWidth = "86%",
                    barHeight = "80%",
                    borderRadius = 1,
                },
            },
            stroke = new { width = 0 },
            xaxis = lying
                ? (object)
                    new
                    {
                        categories = shown.Select(Tick),
                        labels = new { formatter = "compact" },
                        decimalsInFloat = 0,
                    }
                : new
                {
                    categories = shown.Select(Tick),
                    labels = new
                    {
                        rotate = -45,
                        rotateAlways = shown.Count > 6,
                        hideOverlappingLabels = true,
                        maxHeight = 64,
                    },
                    axisTicks = new { show = false },
                },
            yaxis = lying
                ? (object)new { labels = new { maxWidth = 120 } }
                : new
                {
                    min = 0,
                    forceNiceScale = true,
                    tickAmount = 4,
                    labels = new { formatter = "compact" },
                },
            grid = new
            {
                xaxis = new { lines = new { show = lying } },
                yaxis = new { lines = new { show = !lying } },
                padding = new { left = 4, right = 4 },
            },
            tooltip = new
            {
                shared = true,
                intersect = false,
                y = new { formatter = "percent" },
            },
        };
    }

    /// <summary>Pixels the chart needs.</summary>
    public static int Height(StoredFeature feature, IReadOnlyList<StoredBin> bins) =>
        feature.Type is "categorical" ? 90 + (26 * Math.Min(bins.Count, MaxCategories)) : 220;

    /// <summary>Where the shares differ most, in a sentence.</summary>
    public static string Sentence(StoredFeature feature, IReadOnlyList<StoredBin> bins)
    {
        if (bins.Count == 0)
        {
            return T["{0} was not compared.", feature.Name];
        }

        var most = bins.MaxBy(b => Math.Abs(b.CurrentShare - b.ReferenceShare))!;
        return T[
            "{0}, share of rows in the reference and in this window. Largest difference at {1}: {2} then, {3} now.",
            feature.Name,
            most.Label,
            Formats.Percent(most.ReferenceShare),
            Formats.Percent(most.CurrentShare)
        ];
    }

    /// <summary>All bins with counts and shares.</summary>
    public static ChartTable Table(IReadOnlyList<StoredBin> bins) =>
        new(
            ["Value", "Reference rows", "Reference, %", "Window rows", "Window, %"],
            [
                .. bins.Select(b =>
                    (IReadOnlyList<string>)
                        [
                            b.Label,
                            Formats.Count(b.Reference),
                            Formats.Number(b.ReferenceShare * 100, 2),
                            Formats.Count(b.Current),
                            Formats.Number(b.CurrentShare * 100, 2),
                        ]
                ),
            ]
        );

    private static List<StoredBin> Largest(IReadOnlyList<StoredBin> bins)
    {
        if (bins.Count <= MaxCategories)
        {
            return [.. bins];
        }

        var sorted = bins.OrderByDescending(b => Math.Max(b.ReferenceShare, b.CurrentShare))
            .ThenBy(b => b.Label, StringComparer.Ordinal)
            .ToList();
        var rest = sorted.Skip(MaxCategories - 1).ToList();
        return
        [
            .. sorted.Take(MaxCategories - 1),
            new StoredBin(
                T["{0} others", rest.Count],
                rest.Sum(b => b.Reference),
                rest.Sum(b => b.Current),
                rest.Sum(b => b.ReferenceShare),
                rest.Sum(b => b.CurrentShare)
            ),
        ];
    }

    // A range is called by its upper edge: there is no room for two numbers under a bar.
    private static string Tick(StoredBin bin) =>
        bin switch
        {
            { Lower: { } lower, Upper: { } upper } when lower.Equals(upper) => Short(upper),
            { Upper: { } upper } => "≤ " + Short(upper),
            { Lower: { } lower } => "> " + Short(lower),
            _ => bin.Label.Length <= MaxLabel ? bin.Label : bin.Label[..(MaxLabel - 1)] + "…",
        };

    private static string Short(double value) =>
        Math.Abs(value) switch
        {
            0 => "0",
            < 0.001 or >= 1e7 => value.ToString("0.#e0", CultureInfo.InvariantCulture).Replace('-', Formats.Minus),
            >= 100 => Formats.Number(value, 0),
            _ => value.ToString("0.###", CultureInfo.InvariantCulture).Replace('-', Formats.Minus),
        };
}
