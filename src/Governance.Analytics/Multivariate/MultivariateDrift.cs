using System.Globalization;
using Governance.Analytics.Samples;

namespace Governance.Analytics.Multivariate;

/// <summary>Compares whole rows: changes that no column shows alone.</summary>
internal static class MultivariateDrift
{
    public static MultivariateResult Compare(RowSample reference, RowSample current, MultivariateOptions options)
    {
        if (reference.Count < options.MinimumRows || current.Count < options.MinimumRows)
        {
            return Not(
                MultivariateVerdict.InsufficientData,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Each side needs {options.MinimumRows} rows; the reference has {reference.Count}, the current file {current.Count}."
                )
            );
        }
        var rows = EncodedRows.Of(reference, current, options.MaximumColumns);
        var several = rows.Names.Count >= 2;
        if (!several && !options.DomainClassifier && !options.MaximumMeanDiscrepancy)
        {
            return Not(MultivariateVerdict.NotRun, "Fewer than two columns vary in the reference.");
        }
        var result = new MultivariateResult
        {
            Verdict = MultivariateVerdict.Stable,
            ReferenceRows = reference.Count,
            CurrentRows = current.Count,
            Reconstruction = several ? Reconstruction.Compare(rows, options) : null,
            Correlation = CorrelationDrift.Compare(reference, current, options),
            DomainClassifier = options.DomainClassifier ? DomainClassifier.Compare(reference, current, options) : null,
            Discrepancy = options.MaximumMeanDiscrepancy && rows.Names.Count > 0 ? MeanDiscrepancy.Compare(rows, options) : null,
        };
        var drift =
            result.Reconstruction is { IsDrift: true }
            || result.Correlation is { Drifted: > 0 }
            || result.DomainClassifier is { IsDrift: true }
            || result.Discrepancy is { IsDrift: true };
        return result with { Verdict = drift ? MultivariateVerdict.Drift : MultivariateVerdict.Stable };
    }

    public static MultivariateResult Not(MultivariateVerdict verdict, string reason) => new() { Verdict = verdict, Reason = reason };
}
