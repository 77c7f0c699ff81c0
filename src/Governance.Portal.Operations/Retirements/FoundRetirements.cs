using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Retirements, in the palette.</summary>
internal sealed class FoundRetirements : IPaletteSource
{
    public int Order => 220;

    public Permission Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<RetirementId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Retirements");
        var found = await db
            .Retirements.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => newest || ids.Contains(r.Id) || SearchText.Matches(r.Title, pattern) || SearchText.Matches(r.Subject, pattern))
            .OrderByDescending(r => ids.Contains(r.Id))
            .ThenByDescending(r => r.OpenedAt)
            .Take(limit)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.Subject,
            })
            .ToListAsync(ct);
        return
        [
            .. found.Select(r => new SearchHit(
                T["Retirements"],
                "inventory_2",
                r.Title,
                $"{r.Id}, {r.Subject}",
                T["Retirement"],
                $"/retirements/{r.Id}"
            )
            {
                Keys = [r.Id.ToString()],
            }),
        ];
    }
}
