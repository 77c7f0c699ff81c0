using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Parts;

/// <summary>What the charts of the overview show, for the chart, as a sentence and as a table.</summary>
internal static class ProgrammeCharts
{
    /// <summary>Pixels of a chart.</summary>
    public const int Height = 200;

    private const int MaxTicks = 6;

    /// <summary>The series of some weeks or months.</summary>
    /// <param name="buckets">The oldest first.</param>
    /// <param name="targetHours">Target of the approval time.</param>
    public sealed class Series(IReadOnlyList<ProgrammeBucket> buckets, double targetHours)
    {
        /// <summary>True when there is an approval to draw.</summary>
        public bool HasApprovals => buckets.Any(b => b.MedianHours is not null);

        /// <summary>The finding.</summary>
        public string DeploymentSentence
        {
            get
            {
                var (good, back, stopped) = (buckets.Sum(b => b.Succeeded), buckets.Sum(b => b.RolledBack), buckets.Sum(b => b.Stopped));
                return T[
                    "Deployments to production from {0} to {1}: {2} succeeded, {3} rolled back, {4} stopped by a gate.",
                    buckets[0].Label,
                    buckets[^1].Label,
                    Formats.Count(good),
                    Formats.Count(back),
                    Formats.Count(stopped)
                ];
            }
        }

        /// <summary>The finding.</summary>
        public string ApprovalSentence =>
            buckets.LastOrDefault(b => b.MedianHours is not null) is { } last
                ? T[
                    "Hours from request to approval, target {0}. Most recently, in {1}: median {2}, 90th percentile {3}.",
                    Formats.Number(targetHours, 0),
                    last.Label,
                    Formats.Number(last.MedianHours!.Value, 1),
                    Formats.Number(last.SlowHours!.Value, 1)
                ]
                : T["Hours from request to approval: nothing was approved for production in the period."];

        /// <summary>The same numbers.</summary>
        public ChartTable DeploymentTable =>
            new(
                ["Period", "Succeeded", "Rolled back", "Stopped by a gate"],
                [
                    .. buckets.Select(b =>
                        (IReadOnlyList<string>)[b.Label, Formats.Count(b.Succeeded), Formats.Count(b.RolledBack), Formats.Count(b.Stopped)]
                    ),
                ]
            );

        /// <summary>The same numbers.</summary>
        public ChartTable ApprovalTable =>
            new(
                ["Period", "Median", "90th percentile"],
                [.. buckets.Select(b => (IReadOnlyList<string>)[b.Label, Hours(b.MedianHours), Hours(b.SlowHours)])]
            );

        /// <summary>Stacked columns.</summary>
        public object Deployments()
        {
            var most = Math.Max(4, buckets.Max(b => b.Succeeded + b.RolledBack + b.Stopped));
            return new
            {
                chart = new
                {
                    type = "bar",
                    stacked = true,
                    height = Height,
                },
                series = new object[]
                {
                    new { name = T["Succeeded"], data = buckets.Select(b => new { x = b.Label, y = b.Succeeded }) },
                    new { name = T["Rolled back"], data = buckets.Select(b => new { x = b.Label, y = b.RolledBack }) },
                    new { name = T["Stopped by a gate"], data = buckets.Select(b => new { x = b.Label, y = b.Stopped }) },
                },
                colors = new[] { "--gp-c1", "--gp-c2", "--gp-c6" },
                fill = new { type = "solid", opacity = 1 },
                stroke = new { width = 1, colors = new[] { "--gp-surface" } },
                plotOptions = new { bar = new { columnWidth = "62%" } },
                dataLabels = new { enabled = false },
                legend = Legend,
                grid = Grid,
                xaxis = XAxis(),
                yaxis = new
                {
                    min = 0,
                    max = (most + 1) / 2 * 2,
                    tickAmount = Math.Min(4, (most + 1) / 2),
                    labels = new { formatter = "count" },
                },
                tooltip = new
                {
                    shared = true,
                    intersect = false,
                    y = new { formatter = "count" },
                },
            };
        }

        /// <summary>Median and slow tail, with the target.</summary>
        public object Approvals()
        {
            var ticks = NiceTicks.Of(0, Math.Max(targetHours * 1.25, buckets.Max(b => b.SlowHours ?? 0) * 1.1));
            var most = ticks[^1];
            return new
            {
                chart = new { type = "line", height = Height },
                // The later is drawn above the earlier: of one approval both are the same point, and the median stays in sight.
                series = new object[]
                {
                    new { name = T["90th percentile"], data = buckets.Select(b => new { x = b.Label, y = b.SlowHours }) },
                    new { name = T["Median"], data = buckets.Select(b => new { x = b.Label, y = b.MedianHours }) },
                },
                colors = new[] { "--gp-c6", "--gp-c1" },
                stroke = new
                {
                    width = new[] { 2, 2 },
                    dashArray = new[] { 3, 0 },
                    curve = "straight",
                },
                markers = new { size = new[] { 5, 3 }, strokeWidth = 0 },
                legend = Legend,
                grid = Grid,
                xaxis = XAxis(),
                yaxis = new
                {
                    min = 0,
                    max = most,
                    tickAmount = ticks.Count - 1,
                    labels = new { formatter = "count" },
                },
                annotations = new
                {
                    yaxis = new object[]
                    {
                        new
                        {
                            y = targetHours,
                            y2 = most,
                            fillColor = "--gp-c2",
                            borderColor = "transparent",
                            opacity = 0.07,
                        },
                        new
                        {
                            y = targetHours,
                            borderColor = "--gp-c2",
                            strokeDashArray = 4,
                            label = LimitLabel.Of(
                                T["Target {0} h", Formats.Number(targetHours, 0)],
                                targetHours,
                                0,
                                most,
                                [.. buckets.Select(b => b.MedianHours)],
                                [.. buckets.Select(b => b.SlowHours)]
                            ),
                        },
                    },
                },
                tooltip = new { shared = true, y = new { formatter = "count" } },
            };
        }

        private static object Legend =>
            new
            {
                show = true,
                position = "bottom",
                horizontalAlign = "left",
            };

        private static object Grid =>
            new
            {
                padding = new
                {
                    top = -12,
                    bottom = -4,
                    left = 8,
                    right = 12,
                },
            };

        private static string Hours(double? hours) => hours is { } value ? Formats.Number(value, 1) : Formats.Missing;

        private object XAxis() =>
            new
            {
                type = "category",
                tickAmount = Math.Min(MaxTicks, buckets.Count),
                labels = new { rotate = 0, hideOverlappingLabels = true },
                tooltip = new { enabled = false },
            };
    }
}
