using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Drift;

/// <summary>Lists what the drift report claims; each number rests on the bytes of its window and of the reference.</summary>
internal static class DriftClaims
{
    public static IReadOnlyList<EvidencedClaim> Of(DriftReportRecord record) =>
        [
            new("Reference sample", $"{Print.Count(record.Reference.Rows)} rows", Evidence(record.Reference)),
            .. record.Windows.Select(window => new EvidencedClaim("Current window", $"{Print.Count(window.Rows)} rows", Evidence(window))),
            .. record.Features.SelectMany(feature =>
                feature.Cells.Zip(
                    record.Windows,
                    (cell, window) =>
                        new EvidencedClaim(
                            $"PSI of {feature.Name}: {PrintLabels.Drift(cell.Verdict).Text}",
                            cell.Psi is { } psi ? Print.RoundTrip(psi) : null,
                            Evidence(window)
                        )
                )
            ),
            .. record.Performance.SelectMany(performance => OfPerformance(record, performance)),
        ];

    private static IEnumerable<EvidencedClaim> OfPerformance(DriftReportRecord record, DriftPerformance performance)
    {
        var window =
            record.Windows.FirstOrDefault(window => window.Id == performance.WindowId)
            ?? throw new ReportDataException($"The record has performance of {performance.WindowId}, which is not one of its windows.");
        return new (string Name, DriftEstimate? Estimate)[]
        {
            ("AUC", performance.Auc),
            ("False positive rate", performance.FalsePositiveRate),
            ("False negative rate", performance.FalseNegativeRate),
        }
            .Where(measure => measure.Estimate is not null)
            .Select(measure => new EvidencedClaim(measure.Name, Print.RoundTrip(measure.Estimate!.Value), Evidence(window)));
    }

    private static EvidenceReference Evidence(DriftWindow window) => new(window.Id, "window", window.Sha256);
}
