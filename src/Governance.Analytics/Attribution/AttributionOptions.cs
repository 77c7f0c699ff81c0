using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Attribution;

/// <summary>Bounds of attribution drift.</summary>
public sealed record AttributionOptions
{
    /// <summary>The values used when none are given.</summary>
    public static AttributionOptions Default { get; } = new();

    /// <summary>Normalised discounted cumulative gain below which the order of importances has drifted.</summary>
    /// <value>The default value is 0.90, that of SageMaker Clarify's model monitor.</value>
    [Range(0.0, 1.0)]
    public double MinimumGain { get; init; } = 0.90;

    /// <summary>Half the sum of absolute differences of importance shares from which importances have drifted.</summary>
    /// <value>The default value is 0.1.</value>
    [Range(0.0, 1.0)]
    public double MaximumShareDistance { get; init; } = 0.1;

    /// <summary>Rows with attributions each side needs.</summary>
    /// <value>The default value is 30.</value>
    [Range(2, 1_000_000)]
    public int MinimumRows { get; init; } = 30;

    /// <summary>Leading features whose overlap is reported.</summary>
    /// <value>The default value is 5.</value>
    [Range(1, 1000)]
    public int Leading { get; init; } = 5;
}
