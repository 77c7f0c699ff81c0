using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Settings of calls of agents' tools, section <c>AgentCalls</c>.</summary>
public sealed class AgentCallsOptions
{
    /// <summary>Days for which the arguments of a call that asked a person are kept after the time to answer it.</summary>
    /// <value>The default value is 90.</value>
    [Range(1, 36_500)]
    public int ArgumentsDays { get; set; } = 90;

    /// <summary>
    /// Calls that are decided or wait on one node at once; of one key for one agent half as many. An excess is a 503 with Retry-After.
    /// </summary>
    /// <value>The default value is 500.</value>
    [Range(2, 1_000_000)]
    public int MaxWaiting { get; set; } = 500;

    /// <summary>
    /// Seconds within which a call is decided or refused, so that no one has given up on it. Half of it may pass until its turn comes.
    /// </summary>
    /// <value>The default value is 4: a guard waits for 5.</value>
    [Range(1, 300)]
    public int AnswerSeconds { get; set; } = 4;
}
