using Governance.Reporting.Layout;

namespace Governance.Reporting.Approvals;

/// <summary>
/// A line of the table of measures. The gate reads a value that was declared at registration beside the one that a report measured: what
/// is the same for a reader stands once, with its evidence; a declared value that differs keeps a line of its own.
/// </summary>
internal sealed record MetricLine(MetricFacts Shown, string Name, string Value, string? Interval, IReadOnlyList<EvidenceReference> Evidence)
{
    /// <summary>The lines, in the order in which the measures come.</summary>
    public static IReadOnlyList<MetricLine> Of(IReadOnlyList<MetricFacts> metrics) =>
        [
            .. metrics
                .GroupBy(m => (m.Name, Value: ValueOf(m)))
                .Select(same =>
                {
                    var shown =
                        same.FirstOrDefault(m => m.Evidence is not null && m.Low is not null)
                        ?? same.FirstOrDefault(m => m.Low is not null)
                        ?? same.FirstOrDefault(m => m.Evidence is not null)
                        ?? same.First();
                    return new MetricLine(
                        shown,
                        shown.Words?.Name ?? shown.Name,
                        same.Key.Value,
                        shown.Words is { } words ? words.Interval
                            : shown is { Low: { } low, High: { } high } ? Print.Interval(low, high, Print.Metric)
                            : null,
                        [.. same.Select(m => m.Evidence).OfType<EvidenceReference>().DistinctBy(e => e.Id)]
                    );
                }),
        ];

    private static string ValueOf(MetricFacts metric) => metric.Words?.Value ?? Print.Metric(metric.Value);
}
