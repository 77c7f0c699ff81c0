namespace Governance.Policies;

/// <summary>What changed between two versions of an agent, the most serious first.</summary>
public enum AgentChangeKind
{
    /// <summary>It may go further without a person.</summary>
    AutonomyRaised,

    /// <summary>It can no longer be stopped from outside.</summary>
    KillSwitchDropped,

    /// <summary>A person is no longer asked before a tool is called.</summary>
    CheckpointDropped,

    /// <summary>A person is asked in fewer cases.</summary>
    CheckpointLoosened,

    /// <summary>It may call a tool it could not call.</summary>
    ToolGained,

    /// <summary>A tool can do more, or other things, than its reviewers said.</summary>
    ToolRisksChanged,

    /// <summary>A tool describes itself differently, or takes other arguments.</summary>
    ToolChanged,

    /// <summary>It may read or write data it could not.</summary>
    DataGained,

    /// <summary>It may spend more.</summary>
    SpendRaised,

    /// <summary>A limit of its runs is higher, or there is none any more.</summary>
    LimitRaised,

    /// <summary>Tools come from a server they did not come from.</summary>
    ServerGained,

    /// <summary>A server is somewhere else, or lists other tools.</summary>
    ServerChanged,

    /// <summary>It may hand work to an agent it could not.</summary>
    AgentGained,

    /// <summary>It remembers more, or for longer.</summary>
    MemoryRaised,

    /// <summary>It thinks with another model.</summary>
    ModelChanged,

    /// <summary>It is given another prompt.</summary>
    PromptChanged,

    /// <summary>Its purpose or its owner changed.</summary>
    Described,

    /// <summary>Something else about how it is stopped or asked.</summary>
    Other,

    /// <summary>It may do less than before.</summary>
    Lessened,
}
