using System.ComponentModel.DataAnnotations;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Fairness;

/// <summary>What counts as favourable, and how much groups may differ.</summary>
public sealed record FairnessOptions
{
    /// <summary>The values used when none are given.</summary>
    public static FairnessOptions Default { get; } = new();

    /// <summary>How labels, scores and predictions are read.</summary>
    public BinaryOptions Binary { get; init; } = BinaryOptions.Default;

    /// <summary>
    /// Whether the positive prediction is the good one for the person. Credit default scoring: no, predicted default means declined.
    /// </summary>
    /// <value>The default value is <see langword="true"/>.</value>
    public bool FavourableIsPositive { get; init; } = true;

    /// <summary>Rows from which a group counts towards the verdict.</summary>
    /// <value>The default value is 30.</value>
    [Range(1, 1_000_000)]
    public int MinimumGroupSize { get; init; } = 30;

    /// <summary>Labelled favourable rows from which the true positive rate of a group counts towards the verdict.</summary>
    /// <value>The default value is 10.</value>
    [Range(1, 1_000_000)]
    public int MinimumPositives { get; init; } = 10;

    /// <summary>Largest difference of rates between groups.</summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 1.0)]
    public double MaximumDifference { get; init; } = 0.1;

    /// <summary>Smallest ratio of selection rates: the four-fifths rule of 29 CFR 1607.4(D).</summary>
    /// <value>The default value is 0.8.</value>
    [Range(0.0, 1.0)]
    public double MinimumRatio { get; init; } = 0.8;

    /// <summary>Groups one attribute may have; more are not judged.</summary>
    /// <value>The default value is 1,000.</value>
    [Range(2, 100_000)]
    public int MaximumGroups { get; init; } = 1_000;

    /// <summary>Largest difference between mean score and share of positives within a group.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0, 1.0)]
    public double MaximumCalibrationGap { get; init; } = 0.05;

    /// <summary>Classes a model of several classes may have; more are not judged.</summary>
    /// <value>The default value is 50.</value>
    [Range(2, 1_000)]
    public int MaximumClasses { get; init; } = 50;

    /// <summary>By attribute, the group the others are compared with, signed; attributes without an entry have no signed figures.</summary>
    public IReadOnlyDictionary<string, string> ReferenceGroups { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
