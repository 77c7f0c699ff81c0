using Governance.Domain.Agents.Calls;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>The answer to an agent's tool call.</summary>
/// <param name="Decision">Whether the call may be made: allow, deny, or ask while a person has not answered.</param>
/// <param name="Reason">The reason, in one sentence.</param>
/// <param name="Code">The reason as a code.</param>
/// <param name="Policy">Policy that decided; null if the manifest or the agent's state did.</param>
/// <param name="Rule">Rule of the policy that decided.</param>
/// <param name="Id">Id of the call: an agent whose call is waiting reads the answer under this id.</param>
/// <param name="ExpiresAt">Time until which a person may answer; after that, the call is denied.</param>
/// <param name="ManifestSha256">Digest of the manifest that the decision is based on; null if no version is in use.</param>
public sealed record CallDecisionView(
    CallVerdict Decision,
    string Reason,
    string Code,
    string? Policy,
    string? Rule,
    AgentCallId Id,
    DateTimeOffset? ExpiresAt,
    string? ManifestSha256
)
{
    /// <summary>Of a call as it was decided.</summary>
    public static CallDecisionView Of(AgentCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(call.Verdict, call.Reason, call.Code, call.Policy, call.Rule, call.Id, call.ExpiresAt, call.ManifestSha256);
    }
}
