namespace Governance.Domain.Experiments;

/// <summary>Why an experiment stopped.</summary>
public enum ExperimentStop
{
    /// <summary>The challenger is worse than a guardrail allows.</summary>
    Guardrail,

    /// <summary>The challenger is better, as the plan asks.</summary>
    Success,

    /// <summary>The planned size is reached, and the challenger is not shown to be better.</summary>
    PlannedSize,

    /// <summary>A person stopped it.</summary>
    Person,

    /// <summary>It was a shadow, and its challenger decided something.</summary>
    ShadowDecided,
}
