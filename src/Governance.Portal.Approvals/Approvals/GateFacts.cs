using Governance.Domain.Gates;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What a promotion's gate is judged by at one instant.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Facts">What is stored about the version.</param>
/// <param name="Risks">Open risks of the version.</param>
/// <param name="Policies">The policies in force, without the baseline.</param>
/// <param name="Named">The run that the promotion names; null before its first.</param>
/// <param name="Input">The gate's input.</param>
internal sealed record GateFacts(
    GateQuestion Question,
    VersionFacts Facts,
    IReadOnlyList<Risk> Risks,
    IReadOnlyList<PolicyDocument> Policies,
    GateRun? Named,
    GateInput Input
);
