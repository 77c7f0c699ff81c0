namespace Governance.Domain.Agents.Runs;

/// <summary>What is wrong with a run; the most serious first.</summary>
public enum RunFindingKind
{
    /// <summary>The portal denied the call of a tool, and the agent made it.</summary>
    DeniedButCalled,

    /// <summary>Someone blocked the agent, and it ran all the same.</summary>
    Blocked,

    /// <summary>No agent of this name is registered.</summary>
    NotRegistered,

    /// <summary>The result of a tool or a retrieved text reads like instructions for the model, or a guardrail stepped in.</summary>
    Injection,

    /// <summary>A call of a tool about which the portal decided nothing.</summary>
    NoDecision,

    /// <summary>A tool that the manifest does not name.</summary>
    ToolNotNamed,

    /// <summary>A model that the manifest does not name.</summary>
    ModelNotNamed,

    /// <summary>The same call again and again.</summary>
    Loop,
}
