using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Where a difference lies with a probability of 95 %.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record DifferenceInterval(double Low, double High);

/// <summary>A metric in both versions.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Before">In the older version, or null.</param>
/// <param name="After">In the newer version, or null.</param>
public sealed record MetricDifference(string Name, MetricFacts? Before, MetricFacts? After)
{
    /// <summary>After minus before; null unless both have it.</summary>
    public double? Delta => Before is { } before && After is { } after ? after.Value - before.Value : null;

    /// <summary>
    /// True when the change is for the better, false when for the worse; null when there is none or no one can tell from the name.
    /// </summary>
    public bool? Better => Delta is { } delta and not 0 ? MetricDirections.IsBetter(Name, Before!.Value, After!.Value, delta) : null;

    /// <summary>
    /// The 95 % interval of the difference from those of both values, as if measured on different rows; null where one is missing.
    /// </summary>
    public DifferenceInterval? DeltaInterval =>
        this is { Delta: { } delta, Before: { Low: { } low, High: { } high } before, After: { Low: { } newLow, High: { } newHigh } after }
            ? new(
                delta - Math.Sqrt(Math.Pow(after.Value - newLow, 2) + Math.Pow(high - before.Value, 2)),
                delta + Math.Sqrt(Math.Pow(newHigh - after.Value, 2) + Math.Pow(before.Value - low, 2))
            )
            : null;

    /// <summary>What happened to it.</summary>
    public DifferenceKind Kind => Differences.KindOf(Before, After);

    /// <summary>True when both intervals hold the other's value: no one can say that anything changed.</summary>
    public bool IsWithinNoise() =>
        this is { Before: { Low: { } low, High: { } high } before, After: { Low: { } newLow, High: { } newHigh } after }
        && after.Value >= low
        && after.Value <= high
        && before.Value >= newLow
        && before.Value <= newHigh;
}

/// <summary>A dataset in both versions, matched by name and role.</summary>
public sealed record DatasetDifference(string Name, string Role, DatasetFacts? Before, DatasetFacts? After)
{
    /// <summary>What happened to it.</summary>
    public DifferenceKind Kind => Differences.KindOf(Before, After);
}

/// <summary>A dependency in both versions, matched by name.</summary>
public sealed record DependencyDifference(string Name, DependencyFacts? Before, DependencyFacts? After)
{
    /// <summary>What happened to it.</summary>
    public DifferenceKind Kind => Differences.KindOf(Before, After);

    /// <summary>True when the licence is another.</summary>
    public bool LicenseChanged => Before is not null && After is not null && Before.License != After.License;
}

/// <summary>Two versions of a model, part by part; <see cref="Before"/> is the older or reference one.</summary>
public sealed record VersionComparison(
    VersionManifest Before,
    VersionManifest After,
    IReadOnlyList<MetricDifference> Metrics,
    IReadOnlyList<DatasetDifference> Datasets,
    IReadOnlyList<DependencyDifference> Dependencies
)
{
    /// <summary>True when both are the same file.</summary>
    public bool SameArtifact => Before.Artifact.Sha256 is { } digest && digest == After.Artifact.Sha256;

    /// <summary>True when both were built from the same commit.</summary>
    public bool SameSource => Before.Source == After.Source;

    /// <summary>Compares two versions as registered. Nothing of either is left out; what is alike is listed as such.</summary>
    public static VersionComparison Of(VersionManifest before, VersionManifest after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new VersionComparison(
            before,
            after,
            [.. Differences.Match(before.Metrics, after.Metrics, m => m.Name).Select(p => new MetricDifference(p.Key, p.Before, p.After))],
            [
                .. Differences
                    .Match(before.Datasets, after.Datasets, d => (d.Name, d.Role))
                    .Select(p => new DatasetDifference(p.Key.Name, p.Key.Role, p.Before, p.After)),
            ],
            [
                .. Differences
                    .Match(before.Dependencies, after.Dependencies, d => d.Name)
                    .Select(p => new DependencyDifference(p.Key, p.Before, p.After)),
            ]
        );
    }
}

/// <summary>Which way a metric should move, as far as its name tells.</summary>
public static class MetricDirections
{
    private static readonly HashSet<string> s_up = new(StringComparer.OrdinalIgnoreCase)
    {
        "auc",
        "accuracy",
        "precision",
        "recall",
        "f1",
        "averagePrecision",
        "balancedAccuracy",
        "gini",
        "ks",
        "tpr",
        "tnr",
        "specificity",
        "sensitivity",
        "r2",
        "robustAccuracy",
        "benignUtility",
        "utilityUnderAttack",
        "groundedness",
        "mrr",
    };

    private static readonly HashSet<string> s_down = new(StringComparer.OrdinalIgnoreCase)
    {
        "brier",
        "logLoss",
        "ece",
        "fpr",
        "fnr",
        "mae",
        "mse",
        "rmse",
        "demographicParityDifference",
        "equalOpportunityDifference",
        "equalizedOddsDifference",
        "flipRate",
        "evasionSuccessRate",
        "attackSuccessRate",
        "overRefusalRate",
        "unauthorisedRetrievalRate",
    };

    /// <summary>True for the better, false for the worse, null when the name does not tell.</summary>
    public static bool? IsBetter(string name, double before, double after, double delta)
    {
        var plain = name.Split('|', '@', ':')[0];
        if (s_up.Contains(plain))
        {
            return delta > 0;
        }

        if (s_down.Contains(plain))
        {
            // A difference between groups is good near zero, whichever group is ahead.
            var closer = Math.Abs(after) - Math.Abs(before);
            return closer == 0 ? null : closer < 0;
        }

        if (plain.EndsWith("ParityRatio", StringComparison.OrdinalIgnoreCase))
        {
            var closer = Math.Abs(after - 1) - Math.Abs(before - 1);
            return closer == 0 ? null : closer < 0;
        }

        return null;
    }
}
