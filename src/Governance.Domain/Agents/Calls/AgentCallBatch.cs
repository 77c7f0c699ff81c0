using Governance.Domain.Audit;

namespace Governance.Domain.Agents.Calls;

/// <summary>Calls of an agent that were recorded at once. The log holds the root over them in one entry.</summary>
public sealed class AgentCallBatch : IAudited
{
    /// <summary>The readable id.</summary>
    public AgentCallBatchId Id { get; init; }

    /// <summary>The agent: name of the model it is.</summary>
    public string Model { get; init; } = "";

    /// <summary>Calls in it.</summary>
    public int Count { get; init; }

    /// <summary>Root of the tree over their commitments, in the order of their places (<see cref="Decisions.DecisionTree"/>).</summary>
    public byte[] Root { get; init; } = [];

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset At { get; init; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();
}
