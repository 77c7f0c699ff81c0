using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Waivers, in the palette: on the page of the version they are for.</summary>
internal sealed class FoundWaivers : IPaletteSource
{
    public int Order => 210;

    public Permission Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<WaiverId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Waivers");
        var waivers = await db
            .Waivers.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(w =>
                ids.Contains(w.Id)
                || (
                    (w.State == WaiverState.Requested || w.State == WaiverState.InForce)
                    && (newest || EF.Functions.Like(w.Model, pattern, PaletteText.Escape) || SearchText.Matches(w.Rule, pattern))
                )
            )
            .OrderByDescending(w => ids.Contains(w.Id))
            .ThenByDescending(w => w.AskedAt)
            .Take(limit)
            .Select(w => new
            {
                w.Id,
                w.Policy,
                w.Rule,
                w.Model,
                w.Version,
            })
            .ToListAsync(ct);
        return
        [
            .. waivers.Select(w => new SearchHit(
                T["Waivers"],
                "verified",
                T["{0} for {1}", $"{w.Policy}/{w.Rule}", ModelName.Of(w.Model, w.Version)],
                w.Id.ToString(),
                T["Waiver"],
                ModelAddresses.Version(Uri.EscapeDataString(w.Model), w.Version)
            )
            {
                Keys = [w.Id.ToString()],
            }),
        ];
    }
}
