using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin;

/// <summary>API keys, in the palette of the person who administers them.</summary>
internal sealed class FoundKeys : IPaletteSource
{
    public int Order => 310;

    public Permission Needs => Permission.Administer;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern) = (text.Ids<ApiKeyId>(), text.Pattern);
        var newest = text.Calls("API keys");
        var keys = await db
            .ApiKeys.AsNoTracking()
            .Where(k => newest || ids.Contains(k.Id) || SearchText.Matches(k.Name, pattern))
            .OrderByDescending(k => ids.Contains(k.Id))
            .ThenByDescending(k => k.CreatedAt)
            .Take(PaletteText.MaxOfAKind)
            .Select(k => new
            {
                k.Id,
                k.Name,
                k.RevokedAt,
            })
            .ToListAsync(ct);
        return
        [
            .. keys.Select(k => new SearchHit(
                T["API keys"],
                "key",
                k.Name,
                k.Id.ToString(),
                T[k.RevokedAt is null ? "API key" : "Revoked"],
                "/admin/keys"
            )
            {
                Keys = [k.Id.ToString()],
            }),
        ];
    }
}
