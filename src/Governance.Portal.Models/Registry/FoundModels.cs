using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Models, in the palette.</summary>
internal sealed class FoundModels : IPaletteSource
{
    public int Order => 100;

    public Permission Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (names, pattern, limit) = (text.Names, text.Pattern, text.Limit);
        var models = await db
            .Models.AsNoTracking()
            .Where(m =>
                names.Contains(m.Name)
                || EF.Functions.Like(m.Name, pattern, PaletteText.Escape)
                || EF.Functions.Like(m.DisplayName.ToLower(), pattern, PaletteText.Escape)
            )
            .OrderByDescending(m => names.Contains(m.Name))
            .ThenBy(m => m.Name)
            .Take(limit)
            .Select(m => new
            {
                m.Name,
                m.DisplayName,
                Versions = db.Versions.Count(v => v.Model == m.Name),
                Live = db.Versions.Where(v => v.Model == m.Name && v.Stage == Stage.Production).Select(v => v.Version).FirstOrDefault(),
            })
            .ToListAsync(ct);
        return
        [
            .. models.Select(m => new SearchHit(
                T["Models"],
                "deployed_code",
                m.DisplayName,
                $"{Formats.Plural(m.Versions, "version")}{(m.Live is null ? "" : T[", {0} in production", m.Live])}",
                T["Model"],
                ModelAddresses.Model(Uri.EscapeDataString(m.Name))
            )
            {
                Keys = [m.Name],
            }),
        ];
    }
}
