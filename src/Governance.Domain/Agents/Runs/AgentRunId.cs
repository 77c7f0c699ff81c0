namespace Governance.Domain.Agents.Runs;

/// <summary>A run of an agent, as its traces tell it.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AgentRunId(int Number) : IDisplayId<AgentRunId>
{
    /// <inheritdoc/>
    public static string Prefix => "RUN";

    /// <inheritdoc/>
    public static AgentRunId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
