using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Proposed changes of policies, in the palette.</summary>
internal sealed class FoundProposals : IPaletteSource
{
    public int Order => 205;

    public Permission Needs => Permission.ReadPolicies;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<PolicyProposalId>(), text.Pattern, text.Limit);
        var proposals = await db
            .PolicyProposals.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p => ids.Contains(p.Id) || (p.State == ProposalState.Open && EF.Functions.Like(p.Name, pattern, PaletteText.Escape)))
            .OrderByDescending(p => ids.Contains(p.Id))
            .ThenByDescending(p => p.Id)
            .Take(limit)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.Version,
            })
            .ToListAsync(ct);
        return
        [
            .. proposals.Select(p => new SearchHit(
                T["Policy changes"],
                "policy",
                $"{p.Name} {p.Version}",
                p.Id.ToString(),
                T["Policy change"],
                $"/policies/changes/{p.Id}"
            )
            {
                Keys = [p.Id.ToString()],
            }),
        ];
    }
}
