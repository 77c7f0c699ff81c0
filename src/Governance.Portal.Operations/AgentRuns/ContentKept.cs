using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>By what it is decided what is kept of the content of agents' steps, and for how long.</summary>
internal static class ContentKept
{
    /// <summary>What is read of some agents, by the names that they tell.</summary>
    public static DecisionReads<IReadOnlyList<string>> Reads { get; } =
        new DecisionReads<IReadOnlyList<string>>("what is kept of the content of agents' steps").Anchored<AgentContentPolicy>(agents =>
            RecordsAsked
                .Of<AgentContentPolicy>(nameof(AgentContentPolicy.Model), agents)
                .OrGone(agents.Select(agent => new object[] { agent }))
        );
}
