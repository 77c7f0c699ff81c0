namespace Governance.Analytics.Fairness;

/// <summary>Fairness by one protected attribute, or one pair of them.</summary>
public sealed record AttributeFairness
{
    /// <summary>Name of the attribute, or <c>a|b</c>.</summary>
    public required string Attribute { get; init; }

    /// <summary>Groups that occur, in ordinal order of their names.</summary>
    public required IReadOnlyList<FairnessGroup> Groups { get; init; }

    /// <summary>
    /// Share of rows with a prediction but without the attribute; they belong to no group. <see langword="null"/> without rows.
    /// </summary>
    public required double? MissingShare { get; init; }

    /// <summary>Largest − smallest selection rate.</summary>
    public required FairnessAggregate DemographicParityDifference { get; init; }

    /// <summary>Smallest / largest selection rate; <see langword="null"/> when the largest is 0.</summary>
    public required FairnessAggregate DemographicParityRatio { get; init; }

    /// <summary>Largest − smallest true positive rate.</summary>
    public required FairnessAggregate EqualOpportunityDifference { get; init; }

    /// <summary>The larger of the ranges of true and false positive rates.</summary>
    public required FairnessAggregate EqualizedOddsDifference { get; init; }

    /// <summary>The mean of the ranges of true and false positive rates; of the one that is defined when the other is not.</summary>
    public required FairnessAggregate AverageOddsDifference { get; init; }

    /// <summary>Whether scores mean the same in every group; <see langword="null"/> without labelled scores.</summary>
    public GroupCalibration? Calibration { get; init; }

    /// <summary>Groups against the reference group of the options; empty without one.</summary>
    public IReadOnlyList<SignedGap> SignedGaps { get; init; } = [];

    /// <summary>Largest − smallest precision. For information.</summary>
    public required FairnessAggregate PredictiveParityDifference { get; init; }

    /// <summary>Groups without a true or false positive rate: undefined, which is not zero.</summary>
    public required IReadOnlyList<string> UndefinedGroups { get; init; }

    /// <summary>Groups too small to be judged: shown with their intervals, left out of the verdict.</summary>
    public IReadOnlyList<SmallGroup> SmallGroups { get; init; } = [];

    /// <summary>Worst pairs of groups, one entry a rate.</summary>
    public required IReadOnlyList<FairnessGap> Gaps { get; init; }

    /// <summary>What is said about the attribute.</summary>
    public required FairnessVerdict Verdict { get; init; }

    /// <summary>Why; <see langword="null"/> when nothing is wrong.</summary>
    public string? Reason { get; init; }
}
