using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Versions whose promotion can be requested, in the palette.</summary>
internal sealed class OfferedRequests : IPaletteSource
{
    public int Order => 60;

    public Permission Needs => Permission.RequestPromotion;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Stage == Stage.Development || v.Stage == Stage.Staging)
            .Where(v =>
                EF.Functions.Like(v.Model, text.Pattern, PaletteText.Escape)
                || SearchText.Matches(db.Models.Where(m => m.Name == v.Model).Select(m => m.DisplayName).First(), text.Pattern)
            )
            .OrderByDescending(v => v.RegisteredAt)
            .Take(2)
            .Select(v => new
            {
                v.Model,
                v.Version,
                DisplayName = db.Models.Where(m => m.Name == v.Model).Select(m => m.DisplayName).First(),
            })
            .ToListAsync(ct);
        return
        [
            .. versions.Select(v => new SearchHit(
                PaletteLabels.Actions,
                "approval",
                T["Request promotion of {0} {1}…", v.DisplayName, v.Version],
                v.Model,
                PaletteLabels.Opens,
                $"{ModelAddresses.Version(v.Model, v.Version)}?open=promotion"
            )),
        ];
    }
}
