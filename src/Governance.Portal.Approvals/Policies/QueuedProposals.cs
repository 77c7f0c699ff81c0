using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Changes of policies that wait for one of their two approvals, and never for their authors.</summary>
internal sealed class QueuedProposals : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ApprovePolicy) || access.Person is not { } person)
        {
            return [];
        }

        var signer = new Signer(person, access.PrintedName, access.Role);
        var open = await db
            .PolicyProposals.AsNoTracking()
            .Where(p => p.State == ProposalState.Open)
            .OrderBy(p => p.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. open.Where(p => p.IsAskedOf(signer))
                .Select(p => new QueueItem(
                    p.Id.ToString(),
                    $"/policies/changes/{p.Id}",
                    "Policy",
                    "policy",
                    Wording.Verbatim($"{p.Name} {p.Version}"),
                    Wording.Sentence(p.BackTestedAt is null ? "Not back-tested yet" : $"{p.Approvals.Count} of 2 approvals"),
                    Wording.Sentence(p.CanBeApprovedBy(signer) ? "Approve or reject" : "Back-test it, then approve or reject")
                )
                {
                    Since = p.ProposedAt,
                    DueAt = p.ProposedAt + s_within,
                }),
        ];
    }
}
