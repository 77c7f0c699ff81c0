using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Models, in the palette: by id, by name, by the name of the person who owns them.</summary>
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
        var models = await (
            from m in db.Models.AsNoTracking()
            join u in db.Users on (int)(object)m.Owner equals u.Id into owners
            from owner in owners.DefaultIfEmpty()
            select new
            {
                m.Name,
                m.DisplayName,
                Owner = owner.PrintedName,
                Versions = db.Versions.Count(v => v.Model == m.Name),
                Live = db.Versions.Where(v => v.Model == m.Name && v.Stage == Stage.Production).Select(v => v.Version).FirstOrDefault(),
            }
        )
            .Where(m =>
                names.Contains(m.Name)
                || EF.Functions.Like(m.Name, pattern, PaletteText.Escape)
                || EF.Functions.Like(m.DisplayName.ToLower(), pattern, PaletteText.Escape)
                || EF.Functions.Like(m.Owner.ToLower(), pattern, PaletteText.Escape)
            )
            .OrderByDescending(m => names.Contains(m.Name))
            // A model that is called so comes before the models of a person who is.
            .ThenByDescending(m =>
                EF.Functions.Like(m.Name, pattern, PaletteText.Escape)
                || EF.Functions.Like(m.DisplayName.ToLower(), pattern, PaletteText.Escape)
            )
            .ThenBy(m => m.Name)
            .Take(limit)
            .ToListAsync(ct);
        return
        [
            .. models.Select(m => new SearchHit(
                T["Models"],
                "deployed_code",
                m.DisplayName,
                $"{Formats.Plural(m.Versions, "version")}{(m.Live is null ? "" : T[", {0} in production", m.Live])}{OwnerOf(m.Owner)}",
                T["Model"],
                ModelAddresses.Model(Uri.EscapeDataString(m.Name))
            )
            {
                Keys = [m.Name],
            }),
        ];
    }

    private static string OwnerOf(string? name) => name is null ? "" : $", {T["Owner: {0}", name]}";
}
