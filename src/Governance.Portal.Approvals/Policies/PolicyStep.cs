using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A policy of one's own is in force.</summary>
internal sealed class PolicyStep : ISetupStep
{
    public int Number => 3;

    public Permission Permission => Permission.ProposePolicy;

    public async Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var since = await db
            .Policies.AsNoTracking()
            .Where(p => p.ActivatedAt != null && p.ReplacedAt == null)
            .OrderBy(p => p.ActivatedAt)
            .Select(p => p.ActivatedAt)
            .FirstOrDefaultAsync(ct);
        var proposed = since is null
            ? await db
                .PolicyProposals.AsNoTracking()
                .Where(p => p.State == ProposalState.Open)
                .OrderBy(p => p.Id)
                .Select(p => (PolicyProposalId?)p.Id)
                .FirstOrDefaultAsync(ct)
            : null;
        return new(
            "Adopt a policy pack",
            "Without an active policy, gates use only the built-in baseline. Adapt a pack. It then has to be approved by a "
                + "risk officer and a security approver who did not propose it.",
            proposed is null ? "Propose policy" : "Open proposal",
            proposed is null ? "/policies/propose" : $"/policies/changes/{proposed}",
            since is not null
        )
        {
            DoneAt = since,
            Missing = proposed is null ? [] : [$"a back-test and two approvals of {proposed}"],
        };
    }
}
