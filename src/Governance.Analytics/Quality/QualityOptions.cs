using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Quality;

/// <summary>Bounds of data quality checks that depend on the data at hand.</summary>
public sealed record QualityOptions
{
    /// <summary>The values used when none are given.</summary>
    public static QualityOptions Default { get; } = new();

    /// <summary>
    /// The instant against which freshness is measured; <see langword="null"/> compares with the latest row of the reference.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Largest age of the latest row at <see cref="AsOf"/>; <see langword="null"/> sets no bound.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>
    /// Share of rows that also occur in the reference, beyond the share of repeats within the reference, from which they count as leaked.
    /// </summary>
    /// <value>The default value is 0.01.</value>
    [Range(0.0, 1.0)]
    public double LeakedRows { get; init; } = 0.01;

    /// <summary>Area under the ROC curve from which a single input is said to give the label away.</summary>
    /// <value>The default value is 0.99.</value>
    [Range(0.5, 1.0)]
    public double LeakedLabelAuc { get; init; } = 0.99;

    /// <summary>Absolute correlation from which two inputs are said to be collinear: about a variance inflation factor of 10.</summary>
    /// <value>The default value is 0.95.</value>
    [Range(0.0, 1.0)]
    public double CollinearCorrelation { get; init; } = 0.95;

    /// <summary>Variance inflation factor from which the other inputs are said to add up to one.</summary>
    /// <value>The default value is 10, the customary bound.</value>
    [Range(1.0, 1_000_000.0)]
    public double VarianceInflation { get; init; } = 10;
}
