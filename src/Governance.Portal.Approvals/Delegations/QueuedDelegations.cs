using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>Delegations that were offered to a person and wait for an answer.</summary>
internal sealed class QueuedDelegations : IQueueSource
{
    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Actor.Kind is not ActorKind.User || access.Person is not { } person)
        {
            return [];
        }

        return
        [
            .. (
                await db
                    .Delegations.AsNoTracking()
                    .Where(d => d.To == person && d.AcceptedAt == null && d.DeclinedAt == null && d.RevokedAt == null && d.Until > now)
                    .OrderBy(d => d.Id)
                    .Take(100)
                    .ToListAsync(ct)
            ).Select(d => new QueueItem(
                d.Id.ToString(),
                "/account",
                "Delegation",
                "swap_horiz",
                Wording.Text($"Sign for {d.FromName}"),
                Wording.Sentence(SignOffMeaning.Slot(d.Slot)),
                Wording.Text($"Accept or decline")
            )
            {
                Since = d.GrantedAt,
                DueAt = d.Until,
            }),
        ];
    }
}
