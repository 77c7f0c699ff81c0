using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Requests for promotion, in the palette.</summary>
internal sealed class FoundPromotions : IPaletteSource
{
    public int Order => 130;

    public Permission Needs => Permission.ReadApprovals;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<PromotionId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Approvals", "Promotions", "Requests");
        var promotions = await db
            .Promotions.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p =>
                ids.Contains(p.Id)
                || (
                    p.State == PromotionState.Open
                    && (
                        newest
                        || EF.Functions.Like(p.Model, pattern, PaletteText.Escape)
                        || SearchText.Matches(db.Models.Where(m => m.Name == p.Model).Select(m => m.DisplayName).First(), pattern)
                    )
                )
            )
            .OrderByDescending(p => ids.Contains(p.Id))
            .ThenBy(p => p.DueAt)
            .Take(limit)
            .Select(p => new
            {
                p.Id,
                p.Version,
                p.To,
                p.State,
                DisplayName = db.Models.Where(m => m.Name == p.Model).Select(m => m.DisplayName).First(),
            })
            .ToListAsync(ct);
        return
        [
            .. promotions.Select(p => new SearchHit(
                T["Approvals"],
                "approval",
                PromotionLabels.Title(p.DisplayName, p.Version, p.To),
                p.Id.ToString(),
                Word(p.State),
                $"/approvals/{p.Id}"
            )
            {
                Keys = [p.Id.ToString()],
            }),
        ];
    }

    private static string Word(PromotionState state) => WireName.Of(state) is var name ? T[SentenceCase.Of(name)] : "";
}
