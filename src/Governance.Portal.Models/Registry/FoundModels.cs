using Governance.Data;
using Governance.Domain;
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
        // A model that is called so comes before the models of a person who is. The first of each are found by themselves, so that a word
        // which thousands have is not looked for in all of them, and only what is shown is counted.
        var ranked = db
            .Models.Where(m => names.Contains(m.Name))
            .Select(m => new { m.Name, Rank = 0 })
            .Concat(
                db.Models.Where(m => EF.Functions.Like(m.Name, pattern, PaletteText.Escape) || SearchText.Matches(m.DisplayName, pattern))
                    .OrderBy(m => m.Name)
                    .Take(limit)
                    .Select(m => new { m.Name, Rank = 1 })
            )
            .Concat(
                db.Models.Where(m => db.Users.Any(u => u.Id == (int)(object)m.Owner && SearchText.Matches(u.PrintedName, pattern)))
                    .OrderBy(m => m.Name)
                    .Take(limit)
                    .Select(m => new { m.Name, Rank = 2 })
            );
        var found = await (
            from r in ranked
            join m in db.Models.AsNoTracking() on r.Name equals m.Name
            join u in db.Users on (int)(object)m.Owner equals u.Id into owners
            from owner in owners.DefaultIfEmpty()
            select new
            {
                r.Rank,
                m.Name,
                m.DisplayName,
                Owner = owner.PrintedName,
                Versions = db.Versions.Count(v => v.Model == m.Name),
                Live = db.Versions.Where(v => v.Model == m.Name && v.Stage == Stage.Production).Select(v => v.Version).FirstOrDefault(),
            }
        ).ToListAsync(ct);
        var models = found.OrderBy(m => m.Rank).ThenBy(m => m.Name, StringComparer.Ordinal).DistinctBy(m => m.Name).Take(limit);
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
