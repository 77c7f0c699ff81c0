namespace Governance.Domain.Agents.Runs;

/// <summary>What an agent did in a step.</summary>
public enum AgentStepKind
{
    /// <summary>It worked on a task: the span around other steps.</summary>
    Agent,

    /// <summary>It asked a model.</summary>
    Model,

    /// <summary>It called a tool.</summary>
    Tool,

    /// <summary>It looked something up: retrieval, embedding, ranking.</summary>
    Retrieval,

    /// <summary>Anything else.</summary>
    Other,
}
