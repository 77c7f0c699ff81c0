using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Settings of calls of agents' tools, section <c>AgentCalls</c>.</summary>
public sealed class AgentCallsOptions
{
    /// <summary>Days for which the arguments of a call that asked a person are kept after the time to answer it.</summary>
    /// <value>The default value is 90.</value>
    [Range(1, 36_500)]
    public int ArgumentsDays { get; set; } = 90;
}
