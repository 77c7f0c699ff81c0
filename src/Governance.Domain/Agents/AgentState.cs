namespace Governance.Domain.Agents;

/// <summary>Whether an agent may act.</summary>
public enum AgentState
{
    /// <summary>It may, as far as its version was approved.</summary>
    Running,

    /// <summary>It may not, whatever was approved.</summary>
    Stopped,
}
