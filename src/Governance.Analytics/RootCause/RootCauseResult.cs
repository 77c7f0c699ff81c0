using Governance.Analytics.Statistics;

namespace Governance.Analytics.RootCause;

/// <summary>A column as a possible cause.</summary>
/// <param name="Name">The column.</param>
/// <param name="Effect">How much it drifted: Kolmogorov–Smirnov D of numbers, total variation of categories. Range: [0, 1].</param>
/// <param name="Association">How much the score depends on it in the reference: |correlation| or correlation ratio. Range: [0, 1];
/// <see langword="null"/> without a score.</param>
/// <param name="Weight">Effect · association, or the effect alone without a score: how likely it matters, not a contribution.</param>
/// <param name="Mix">Change of the mean score because rows moved between its bins: Σ (q − p)·r; <see langword="null"/> without a
/// score.</param>
/// <param name="Rate">Change of the mean score within its bins: Σ q·(r′ − r); <see langword="null"/> without a score.</param>
public sealed record CauseFeature(string Name, double Effect, double? Association, double Weight, double? Mix, double? Rate);

/// <summary>Rows with one or two properties whose mean score changed.</summary>
/// <param name="Conditions">What the rows have in common, for example <c>age in (30, 40]</c>.</param>
/// <param name="ReferenceRows">Rows in the reference.</param>
/// <param name="CurrentRows">Rows now.</param>
/// <param name="Share">Share of the current rows. Range: [0, 1].</param>
/// <param name="ReferenceMean">Mean score in the reference.</param>
/// <param name="CurrentMean">Mean score now.</param>
/// <param name="Interval">95 % interval of the change.</param>
/// <param name="Impact">Share · |change|: how much it moves the overall mean.</param>
/// <param name="PValueAdjusted">Welch's test, adjusted for all segments looked at.</param>
public sealed record CauseSegment(
    IReadOnlyList<string> Conditions,
    long ReferenceRows,
    long CurrentRows,
    double Share,
    double ReferenceMean,
    double CurrentMean,
    Interval Interval,
    double Impact,
    double PValueAdjusted
);

/// <summary>Which columns and which segments carry the change.</summary>
public sealed record RootCauseResult
{
    /// <summary>
    /// The column whose mean is explained; <see langword="null"/> without a score or prediction, when columns are ranked by their drift
    /// alone.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Why nothing was computed; <see langword="null"/> otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Mean of the target in the reference.</summary>
    public double? ReferenceMean { get; init; }

    /// <summary>Mean of the target now.</summary>
    public double? CurrentMean { get; init; }

    /// <summary>Columns that drift, by their PSI, the highest first; a column that is stable is none of them.</summary>
    public IReadOnlyList<CauseFeature> Features { get; init; } = [];

    /// <summary>Segments, largest impact first.</summary>
    public IReadOnlyList<CauseSegment> Segments { get; init; } = [];

    /// <summary>Segments looked at.</summary>
    public int SegmentsTested { get; init; }
}
