using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Performance;

/// <summary>How rows of a two-class model are read and judged.</summary>
public sealed record BinaryOptions
{
    /// <summary>The values used when none are given.</summary>
    public static BinaryOptions Default { get; } = new();

    /// <summary>Score from which the prediction is positive when no prediction is logged.</summary>
    /// <value>The default value is 0.5.</value>
    [Range(0.0, 1.0)]
    public double Threshold { get; init; } = 0.5;

    /// <summary>
    /// Value of label and prediction that means positive; <see langword="null"/> takes 1, or <c>true</c> in a column of texts.
    /// </summary>
    public string? PositiveLabel { get; init; }

    /// <summary>How much worse than the reference a metric may be, absolute.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 0.05;

    /// <summary>Labelled rows each class needs for a verdict.</summary>
    /// <value>The default value is 30.</value>
    [Range(1, 1_000_000)]
    public int MinimumPerClass { get; init; } = 30;

    /// <summary>Share of labelled rows a window needs for a verdict.</summary>
    /// <value>The default value is 0.5.</value>
    [Range(0.0, 1.0)]
    public double MinimumCoverage { get; init; } = 0.5;
}
