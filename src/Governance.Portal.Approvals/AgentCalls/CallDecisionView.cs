using Governance.Domain.Agents.Calls;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>What an agent is answered.</summary>
/// <param name="Decision">Whether the call may be made: allow, deny, or ask while a person has not answered.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Policy">Policy that decided; null where the manifest or the state of the agent did.</param>
/// <param name="Rule">Rule of the policy that decided.</param>
/// <param name="Id">Id of the call: an agent that is told to ask reads it again under this id.</param>
/// <param name="ExpiresAt">Until when a person may answer; then the call is denied.</param>
/// <param name="ManifestSha256">Digest of the manifest it was decided by; null where no version acts.</param>
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
