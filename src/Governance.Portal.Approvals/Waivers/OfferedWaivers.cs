using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Waivers that wait for a person's decision, in the palette.</summary>
internal sealed class OfferedWaivers : IPaletteSource
{
    public int Order => 40;

    public Permission Needs => Permission.GrantWaiver;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var signer = new Signer(access.Person!.Value, access.PrintedName, access.Role);
        var waiting = await db
            .Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.Requested)
            .OrderBy(w => w.AskedAt)
            .Take(4 * PaletteText.MaxOfAKind)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => w.CanBeGrantedBy(signer))
                .SelectMany(w =>
                    new[]
                    {
                        new SearchHit(
                            PaletteLabels.Actions,
                            "verified",
                            T["Grant waiver {0}…", w.Id],
                            T["{0} for {1}", $"{w.Policy}/{w.Rule}", ModelName.Of(w.Model, w.Version)],
                            PaletteLabels.Opens,
                            $"{ModelAddresses.Version(w.Model, w.Version)}?open=grant-{w.Id}"
                        ),
                        new SearchHit(
                            PaletteLabels.Actions,
                            "block",
                            T["Refuse waiver {0}…", w.Id],
                            T["{0} for {1}", $"{w.Policy}/{w.Rule}", ModelName.Of(w.Model, w.Version)],
                            PaletteLabels.Opens,
                            $"{ModelAddresses.Version(w.Model, w.Version)}?open=refuse-{w.Id}"
                        ),
                    }
                ),
        ];
    }
}
