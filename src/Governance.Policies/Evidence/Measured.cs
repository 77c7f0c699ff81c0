namespace Governance.Policies;

/// <summary>
/// Whether a payload measured what its kind of evidence is about. An empty report is no good report: it counts for no rule, and says why.
/// </summary>
internal static class Measured
{
    /// <summary>Why the payload measured nothing; null when it did, and for kinds that measure nothing.</summary>
    /// <param name="kind">Evidence kind.</param>
    /// <param name="facts">What was read from the payload.</param>
    /// <param name="metrics">Its figures.</param>
    /// <param name="incomplete">Why a scan did not run to its end; null when it did.</param>
    public static string? WhyNot(string kind, EvidenceFacts facts, IReadOnlyList<GateMetric> metrics, string? incomplete) =>
        kind switch
        {
            "validation" or "robustness" => NoFigure(metrics),
            "fairness" => NoFigure(metrics) is null ? null
            : facts.Fairness is null or { Attributes.Count: 0 } ? "it audits no attribute"
            : NoFigure(metrics),
            "prompt-safety" => incomplete ?? (facts.Scan is null ? NoFigure(metrics) : null),
            "security-scan" => facts.Scan is null ? "it has neither the runs of SARIF nor counts of findings" : incomplete,
            "pii-scan" => facts.Pii switch
            {
                null => "it does not say how many findings there are",
                { DatasetSha256.Count: 0 } => "it names no dataset that was scanned",
                { Detectors.Count: 0 } => "it names no detector that ran",
                _ => null,
            },
            "explainability" => facts.Explainability is null && metrics.Count == 0 ? "it names no method" : null,
            "drift" => facts.Drift is null or { Features.Count: 0 } ? "it compares no feature"
            : facts.Drift.Features.All(feature => feature.Statistics.Values.All(value => value is null))
                ? "it has no statistic of any feature"
            : null,
            "sbom" => facts.Sbom is null ? "it is neither CycloneDX nor SPDX"
            : facts.Sbom.Components == 0 ? "it lists no component"
            : null,
            "lineage" => facts.Lineage is null or { Datasets.Count: 0 } ? "it names no dataset" : null,
            "experiment" => facts.Experiment is null or { Rows: 0 } ? "it has no observations of the version" : null,
            "model-card" or "system-card" => facts.CardSections is null or { Count: 0 } ? "none of its sections is filled in" : null,
            _ => null,
        };

    private static string? NoFigure(IReadOnlyList<GateMetric> metrics) =>
        metrics.Count == 0 ? "it has no figure"
        : metrics.All(metric => metric.Value is null) ? "each of its figures is undefined"
        : null;
}
