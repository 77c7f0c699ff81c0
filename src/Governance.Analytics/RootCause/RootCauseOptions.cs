using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.RootCause;

/// <summary>How far the search for root causes goes.</summary>
public sealed record RootCauseOptions
{
    /// <summary>The values used when none are given.</summary>
    public static RootCauseOptions Default { get; } = new();

    /// <summary>Rows of a segment on either side.</summary>
    /// <value>The default value is 30.</value>
    [Range(2, 1_000_000)]
    public int MinimumRows { get; init; } = 30;

    /// <summary>Share of the current rows a segment holds.</summary>
    /// <value>The default value is 0.01.</value>
    [Range(0.0, 1.0)]
    public double MinimumShare { get; init; } = 0.01;

    /// <summary>Level of significance of a segment's change, adjusted for all segments looked at.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0001, 0.5)]
    public double Significance { get; init; } = 0.05;

    /// <summary>Segments reported.</summary>
    /// <value>The default value is 10.</value>
    [Range(1, 1000)]
    public int Segments { get; init; } = 10;

    /// <summary>Columns taken in pairs, those that drifted most first.</summary>
    /// <value>The default value is 20.</value>
    [Range(0, 200)]
    public int ColumnsInPairs { get; init; } = 20;
}
