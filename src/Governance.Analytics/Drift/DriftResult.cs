using Governance.Analytics.Attribution;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Analytics.RootCause;

namespace Governance.Analytics.Drift;

/// <summary>A window compared with its reference.</summary>
public sealed record DriftResult
{
    /// <summary>Rows of the reference.</summary>
    public required int ReferenceRows { get; init; }

    /// <summary>Rows of the window.</summary>
    public required int CurrentRows { get; init; }

    /// <summary>Compared columns of the reference that the window does not have.</summary>
    public required IReadOnlyList<string> MissingColumns { get; init; }

    /// <summary>Columns of the window that the reference does not have.</summary>
    public required IReadOnlyList<string> AddedColumns { get; init; }

    /// <summary>
    /// The columns both have, in the order of the reference; then those of the reference that vanished from the window and by more than
    /// chance.
    /// </summary>
    public required IReadOnlyList<DriftFeature> Features { get; init; }

    /// <summary>Data quality checks.</summary>
    public required IReadOnlyList<QualityCheck> Quality { get; init; }

    /// <summary>What several columns say together.</summary>
    public required MultivariateResult Multivariate { get; init; }

    /// <summary>Drift of what contributes to the score.</summary>
    public required AttributionResult Attribution { get; init; }

    /// <summary>Which columns and which segments carry the change of the score.</summary>
    public required RootCauseResult RootCause { get; init; }

    /// <summary>How values of the files were changed to be read, a sentence each; empty for text files.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Names of the columns that drifted, worst first: by severity, then by PSI; equal ones in the order of the reference.
    /// </summary>
    public IReadOnlyList<string> Drifted =>
        [
            .. Features
                .Where(f => f.IsDrift)
                .OrderByDescending(f => f.Verdict is DriftVerdict.Major)
                .ThenByDescending(f => f.Psi ?? 0)
                .Select(f => f.Name),
        ];

    /// <summary>The worst drift of any column.</summary>
    public DriftSeverity Severity =>
        Features.Any(f => f.Verdict == DriftVerdict.Major) ? DriftSeverity.Major
        : Features.Any(f => f.Verdict == DriftVerdict.Moderate) ? DriftSeverity.Moderate
        : DriftSeverity.None;
}
