using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Where events are sent, in the palette.</summary>
internal sealed class FoundDestinations : IPaletteSource
{
    public int Order => 320;

    public Permission Needs => Permission.Administer;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<DestinationId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Integrations");
        var found = await db
            .Destinations.AsNoTracking()
            .Where(d => newest || ids.Contains(d.Id) || SearchText.Matches(d.Name, pattern))
            .OrderByDescending(d => ids.Contains(d.Id))
            .ThenBy(d => d.Name)
            .Take(limit)
            .Select(d => new { d.Id, d.Name })
            .ToListAsync(ct);
        return
        [
            .. found.Select(d => new SearchHit(
                T["Integrations"],
                "send",
                d.Name,
                d.Id.ToString(),
                T["Integration"],
                $"/admin/integrations/{d.Id}"
            )
            {
                Keys = [d.Id.ToString()],
            }),
        ];
    }
}
