using Governance.Domain.Models;
using Governance.Policies;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// The measures of a version, each once: as the newest report measured it, and as declared at registration where no report did. Gates
/// choose in the same way.
/// </summary>
internal static class StatedMetrics
{
    /// <summary>Where a measure comes from that only the registration declares.</summary>
    public const string Declared = "declared";

    /// <summary>What is known over all rows, in the order of the report.</summary>
    public static IReadOnlyList<GateMetric> Of(IReadOnlyList<GateMetric> measured, IReadOnlyList<MetricFacts> declared) =>
        [
            .. measured.Where(m => m.Slice is null),
            .. declared
                .Where(d => !measured.Any(m => IsOverall(m) && m.Name == d.Name))
                .Select(d => new GateMetric(d.Name, d.Value, d.N, d.Low, d.High, null, null, null, Declared)),
        ];

    /// <summary>
    /// The measure with the interval that was declared for the very value of a report which gives none, and with the rows of that interval:
    /// without them it would stand beside rows it does not rest on.
    /// </summary>
    public static GateMetric WithInterval(GateMetric metric, IReadOnlyList<MetricFacts> declared) =>
        metric is { Low: null, High: null, Value: { } value }
        && IsOverall(metric)
        && declared.FirstOrDefault(d => d.Name == metric.Name) is { Low: { } low, High: { } high } stated
        && stated.Value.Equals(value)
            ? metric with
            {
                Low = low,
                High = high,
                N = stated.N ?? metric.N,
            }
            : metric;

    /// <summary>The value over all rows; null where it is not known.</summary>
    public static double? Overall(IReadOnlyList<GateMetric> metrics, string name) =>
        metrics.FirstOrDefault(m => m.Name == name && IsOverall(m))?.Value;

    private static bool IsOverall(GateMetric metric) => metric is { Attribute: null, Slice: null };
}
