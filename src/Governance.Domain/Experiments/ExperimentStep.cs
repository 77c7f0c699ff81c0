namespace Governance.Domain.Experiments;

/// <summary>What of an experiment is decided with a signature.</summary>
public enum ExperimentStep
{
    /// <summary>Whether it may start.</summary>
    Approval,

    /// <summary>What becomes of the challenger.</summary>
    Conclusion,

    /// <summary>That the challenger decides nothing any more, after the breach of a guardrail that asks for its roll-back.</summary>
    RollBack,
}
