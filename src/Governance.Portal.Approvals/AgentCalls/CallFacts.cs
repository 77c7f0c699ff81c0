using Governance.Domain.Agents.Calls;
using Governance.Policies;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>By what calls of an agent are decided.</summary>
/// <param name="Acting">The version that acts.</param>
/// <param name="Manifest">Its manifest with the risks that count; null when nothing may be called.</param>
/// <param name="Shut">Why nothing may be called.</param>
internal sealed record CallFacts(ActingVersion Acting, AgentManifest? Manifest, CallRuling? Shut)
{
    /// <summary>The stage in which agents act.</summary>
    public const string Acts = "production";

    /// <summary>The agent as policies choose it; null when nothing may be called.</summary>
    public GateModel? Judged { get; init; }

    /// <summary>The policies in force.</summary>
    public IReadOnlyList<PolicyDocument> Policies { get; init; } = [];
}
