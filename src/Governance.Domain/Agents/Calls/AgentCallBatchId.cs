namespace Governance.Domain.Agents.Calls;

/// <summary>Calls that were decided and recorded at once.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AgentCallBatchId(int Number) : IDisplayId<AgentCallBatchId>
{
    /// <inheritdoc/>
    public static string Prefix => "CLB";

    /// <inheritdoc/>
    public static AgentCallBatchId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
