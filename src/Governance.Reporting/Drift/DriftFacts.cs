using Governance.Localisation;

namespace Governance.Reporting.Drift;

/// <summary>A batch of predictions; the digest is over the uploaded bytes.</summary>
public sealed record DriftWindow(string Id, DateTimeOffset Start, DateTimeOffset End, long Rows, long? Labelled, string Sha256);

/// <summary>A column; its type is <c>numeric, categorical, datetime</c> or <c>unknown</c>.</summary>
public sealed record DriftFeature(string Name, string Type, IReadOnlyList<DriftCell> Cells);

/// <summary>One feature in one window. The p-value is the adjusted one; shares are between 0 and 1.</summary>
public sealed record DriftCell
{
    /// <summary><c>stable, negligible, inconclusive, moderate, major, insufficient_data</c> or <c>skipped</c>.</summary>
    public required string Verdict { get; init; }

    public double? Psi { get; init; }

    public double? Ks { get; init; }

    public double? PValue { get; init; }

    public double? MissingShare { get; init; }

    public double? ReferenceMissingShare { get; init; }

    public double? NewCategoryShare { get; init; }

    public IReadOnlyList<string> NewCategories { get; init; } = [];

    /// <summary>Every statistic that reaches the value from which a change matters; empty when none does.</summary>
    public IReadOnlyList<DriftEffectFact> Effects { get; init; } = [];

    /// <summary>Why a number is undefined or the column was skipped.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// A statistic that says that a change is large enough to matter, with the value from which it counts: <c>psi, ks, wasserstein,
/// cramersV, newCategories</c> or <c>missing</c>.
/// </summary>
public sealed record DriftEffectFact(string Statistic, double Value, double Limit);

/// <summary>Performance of one window over its labelled rows; a rate that cannot be computed is null and the reason says why.</summary>
public sealed record DriftPerformance(
    string WindowId,
    DriftEstimate? Auc,
    DriftEstimate? FalsePositiveRate,
    DriftEstimate? FalseNegativeRate,
    string? Reason = null
);

/// <summary>A value with its 95 % interval and the rows it rests on.</summary>
public sealed record DriftEstimate(double Value, double? Low, double? High, long SampleSize)
{
    /// <summary>
    /// The verdict against the reference as it was stored: <c>ok, warn, fail, inconclusive</c> or <c>insufficient_data</c>; null where
    /// there is none, and then the limit alone decides.
    /// </summary>
    public string? Verdict { get; init; }
}

/// <summary>Where the bands begin; limits of rates follow from the reference and are null where it has no such figure.</summary>
public sealed record DriftLimits(
    double ModeratePsi = 0.10,
    double MajorPsi = 0.25,
    double? MinimumAuc = null,
    double? MaximumFalsePositiveRate = null,
    double? MaximumFalseNegativeRate = null
)
{
    /// <summary>KS from which a change of numbers matters.</summary>
    public double KsEffect { get; init; } = 0.1;

    /// <summary>
    /// Wasserstein distance, in standard deviations of the reference, from which a change of numbers in decile bins matters.
    /// </summary>
    public double WassersteinEffect { get; init; } = 0.1;

    /// <summary>Cramér's V from which a change of categories matters.</summary>
    public double CramersVEffect { get; init; } = 0.1;

    /// <summary>Share of rows with a category that is not in the reference from which it matters.</summary>
    public double NewCategoryEffect { get; init; } = 0.05;
}

public sealed record DriftEvent(DateTimeOffset At, Wording Label);

/// <summary>
/// An alert; its severity is <c>warning</c> or <c>alert</c>. <c>Since</c> is when the first window begins that shows it, <c>Until</c> when
/// it was resolved. What it is about may be the name of a column, which stays as it is.
/// </summary>
public sealed record DriftAlert(
    string Id,
    Wording Rule,
    Wording About,
    string Severity,
    Wording State,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    string WindowId,
    string? Reason = null
)
{
    /// <summary>The feature that changed; null where the alert is about something else.</summary>
    public string? Feature { get; init; }

    /// <summary>What was measured last, in its unit; null where nothing is.</summary>
    public Wording? Value { get; init; }

    /// <summary>When it was raised: later than <see cref="Since"/>, which is the begin of the first data that show it.</summary>
    public DateTimeOffset? RaisedAt { get; init; }

    /// <summary>Since when someone looks at it; null while no one does.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }
}
