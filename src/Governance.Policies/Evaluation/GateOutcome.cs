namespace Governance.Policies;

/// <summary>What a gate decided.</summary>
public enum GateOutcome
{
    /// <summary>Every rule is met.</summary>
    Pass,

    /// <summary>Nothing blocks, but something is to be looked at.</summary>
    Warn,

    /// <summary>A blocking rule is not met.</summary>
    Fail,

    /// <summary>A blocking rule could not be evaluated, and none is known to fail. Blocks.</summary>
    Error,
}
