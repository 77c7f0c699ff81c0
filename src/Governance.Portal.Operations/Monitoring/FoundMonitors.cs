using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>The drift of a model, in the palette.</summary>
internal sealed class FoundMonitors : IPaletteSource
{
    public int Order => 70;

    public Permission Needs => Permission.ReadMonitoring;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (names, pattern, limit) = (text.Names, text.Pattern, text.Limit);
        // What is meant exactly, and the first of what fits: a word that thousands have is not looked for in all of them.
        var found = await db
            .Models.Where(m => names.Contains(m.Name))
            .Select(m => new
            {
                m.Name,
                m.DisplayName,
                IsMeant = true,
            })
            .Concat(
                db.Models.Where(m => EF.Functions.Like(m.Name, pattern, PaletteText.Escape) || SearchText.Matches(m.DisplayName, pattern))
                    .OrderBy(m => m.Name)
                    .Take(MaxModels)
                    .Select(m => new
                    {
                        m.Name,
                        m.DisplayName,
                        IsMeant = false,
                    })
            )
            .ToListAsync(ct);
        var models = found
            .OrderByDescending(m => m.IsMeant)
            .ThenBy(m => m.Name, StringComparer.Ordinal)
            .DistinctBy(m => m.Name)
            .Take(text.Addresses.Count > 0 ? limit : MaxModels);
        return
        [
            .. models.Select(m => new SearchHit(
                PaletteLabels.Actions,
                "monitoring",
                T["Show drift of {0}", m.DisplayName],
                m.Name,
                "",
                new MonitorAddress(m.Name).Href
            )),
        ];
    }

    private const int MaxModels = 2;
}
