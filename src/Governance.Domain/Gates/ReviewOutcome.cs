namespace Governance.Domain.Gates;

/// <summary>What a review says is to happen to a version.</summary>
public enum ReviewOutcome
{
    /// <summary>It goes on as it is.</summary>
    Keep,

    /// <summary>It goes on within the bounds that the reasons name.</summary>
    Restrict,

    /// <summary>It is to be trained again.</summary>
    Retrain,

    /// <summary>An earlier version takes its place.</summary>
    RollBack,

    /// <summary>It is taken out of use.</summary>
    Retire,
}
