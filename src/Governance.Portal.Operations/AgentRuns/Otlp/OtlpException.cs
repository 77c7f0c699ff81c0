using Governance.Domain;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>A body that cannot be read.</summary>
internal sealed class OtlpException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
