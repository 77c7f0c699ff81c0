using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Changes of policies that wait for a person's decision, in the palette.</summary>
internal sealed class OfferedProposals : IPaletteSource
{
    public int Order => 50;

    public Permission Needs => Permission.ApprovePolicy;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var signer = new Signer(access.Person!.Value, access.PrintedName, access.Role);
        var open = await db
            .PolicyProposals.AsNoTracking()
            .Where(p => p.State == ProposalState.Open)
            .OrderBy(p => p.Id)
            .Take(2 * PaletteText.MaxOfAKind)
            .ToListAsync(ct);
        return
        [
            .. open.Where(p => p.CanBeApprovedBy(signer))
                .SelectMany(p =>
                    new[]
                    {
                        new SearchHit(
                            PaletteLabels.Actions,
                            "policy",
                            T["Approve proposal {0}…", p.Id],
                            $"{p.Name} {p.Version}",
                            PaletteLabels.Opens,
                            $"/policies/changes/{p.Id}?open=approve"
                        ),
                        new SearchHit(
                            PaletteLabels.Actions,
                            "policy",
                            T["Reject proposal {0}…", p.Id],
                            $"{p.Name} {p.Version}",
                            PaletteLabels.Opens,
                            $"/policies/changes/{p.Id}?open=reject"
                        ),
                    }
                ),
        ];
    }
}
