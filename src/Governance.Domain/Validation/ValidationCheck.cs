namespace Governance.Domain.Validation;

/// <summary>What is checked in a run.</summary>
public enum ValidationCheck
{
    /// <summary>How well the labels are met.</summary>
    Performance,

    /// <summary>How the protected groups compare.</summary>
    Fairness,

    /// <summary>Whether the same inputs get the same scores.</summary>
    Consistency,

    /// <summary>How small changes of inputs turn predictions.</summary>
    Robustness,

    /// <summary>How the model answers a suite of prompts. It has a schedule of its own.</summary>
    Prompts,
}
