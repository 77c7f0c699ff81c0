namespace Governance.Domain.Experiments;

/// <summary>What a breached guardrail does.</summary>
public enum ExperimentBreach
{
    /// <summary>It stops the experiment, and its permits end.</summary>
    Stop,

    /// <summary>The same, and the challenger has to be rolled back by someone who may.</summary>
    RollBack,
}
