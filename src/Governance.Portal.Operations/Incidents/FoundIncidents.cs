using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents, in the palette.</summary>
internal sealed class FoundIncidents : IPaletteSource
{
    public int Order => 160;

    public Permission Needs => Permission.ReadIncidents;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<IncidentId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Incidents");
        var incidents = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => newest || ids.Contains(i.Id) || SearchText.Matches(i.Title, pattern))
            .OrderByDescending(i => ids.Contains(i.Id))
            .ThenByDescending(i => i.OpenedAt)
            .Take(limit)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.State,
            })
            .ToListAsync(ct);
        return
        [
            .. incidents.Select(i => new SearchHit(
                T["Incidents"],
                "emergency_home",
                i.Title,
                i.Id.ToString(),
                T[WireName.Of(i.State)],
                $"/incidents/{i.Id}"
            )
            {
                Keys = [i.Id.ToString()],
            }),
        ];
    }
}
