namespace Governance.Policies;

/// <summary>A call of a tool that an agent wants to make. What it leaves open is judged as the worst it could be.</summary>
/// <param name="Tool">Name of the tool as its server lists it, or with <paramref name="Server"/> null its readable name.</param>
/// <param name="Server">Server it comes from (<see cref="AgentServer.Name"/>); null for a tool that is built in or named readably.</param>
/// <param name="Scopes">Data the call touches: names of scopes, or paths; empty when it touches none.</param>
/// <param name="Amount">Money the call moves; null when it does not say.</param>
/// <param name="Currency">Currency of <paramref name="Amount"/>: three capital letters.</param>
/// <param name="At">When the call is made.</param>
public sealed record AgentCall(
    string Tool,
    string? Server,
    IReadOnlyList<string> Scopes,
    decimal? Amount,
    string? Currency,
    DateTimeOffset At
)
{
    /// <summary>Number of this step in its run, from 1; null when not known, which a limit of steps does not accept.</summary>
    public int? Step { get; init; }

    /// <summary>Seconds since the run began; null when not known, which a limit of seconds does not accept.</summary>
    public int? Seconds { get; init; }

    /// <summary>
    /// Money the run has spent before this call, in the currency of the manifest's limit; null when not known, which such a limit does not
    /// accept.
    /// </summary>
    public decimal? SpentSoFar { get; init; }

    /// <summary>Calls the agent made in the minute before this one; null when not known, which a limit of them does not accept.</summary>
    public int? CallsInLastMinute { get; init; }
}
