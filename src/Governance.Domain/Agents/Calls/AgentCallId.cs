namespace Governance.Domain.Agents.Calls;

/// <summary>A call of a tool that an agent wanted to make.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AgentCallId(int Number) : IDisplayId<AgentCallId>
{
    /// <inheritdoc/>
    public static string Prefix => "CALL";

    /// <inheritdoc/>
    public static AgentCallId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
