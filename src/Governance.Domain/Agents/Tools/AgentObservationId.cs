namespace Governance.Domain.Agents.Tools;

/// <summary>What a server of an agent's tools was seen to list.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AgentObservationId(int Number) : IDisplayId<AgentObservationId>
{
    /// <inheritdoc/>
    public static string Prefix => "TLO";

    /// <inheritdoc/>
    public static AgentObservationId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
