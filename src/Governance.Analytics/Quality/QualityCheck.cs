namespace Governance.Analytics.Quality;

/// <summary>One data quality check.</summary>
/// <param name="Column">The column; <see langword="null"/> when whole rows or files are meant.</param>
/// <param name="Check">What is checked, for example <c>missing</c>.</param>
/// <param name="Reference">Value of the reference: a share in [0, 1] unless the check says otherwise; <see langword="null"/> when
/// undefined.</param>
/// <param name="Current">Value of the current file.</param>
/// <param name="Verdict">What the check says.</param>
/// <param name="Reason">Why, when it is not plain; with line numbers of first offenders.</param>
public sealed record QualityCheck(
    string? Column,
    string Check,
    double? Reference,
    double? Current,
    CheckVerdict Verdict,
    string? Reason = null
);
