using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>When delegations end: those of the person who asks.</summary>
internal sealed class DelegationClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool IsShared => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Person is not { } person)
        {
            return [];
        }

        var own = await db
            .Delegations.AsNoTracking()
            .Where(d => (d.From == person || d.To == person) && d.AcceptedAt != null && d.RevokedAt == null && d.Until > now)
            .OrderBy(d => d.Until)
            .ThenBy(d => d.Id)
            .Take(question.Most)
            .Select(d => new
            {
                d.Id,
                d.Slot,
                d.Until,
                d.From,
            })
            .ToListAsync(ct);
        return
        [
            .. own.Select(d => new RunningClock("swap_horiz", $"{d.Id} delegation", SignOffMeaning.Slot(d.Slot), d.Until, "/account", false)
            {
                Kind = "Delegation",
                Person = d.From,
            }),
        ];
    }
}
