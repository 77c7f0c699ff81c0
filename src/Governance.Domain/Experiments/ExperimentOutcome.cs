namespace Governance.Domain.Experiments;

/// <summary>What becomes of the challenger.</summary>
public enum ExperimentOutcome
{
    /// <summary>It takes the champion's place, once it is promoted.</summary>
    Ship,

    /// <summary>The champion stays.</summary>
    KeepChampion,
}
