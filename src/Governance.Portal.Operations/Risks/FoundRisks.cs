using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>Risks, in the palette.</summary>
internal sealed class FoundRisks : IPaletteSource
{
    public int Order => 150;

    public Permission Needs => Permission.ReadRisks;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<RiskId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Risks");
        var risks = await db
            .Risks.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r =>
                ids.Contains(r.Id)
                || (
                    r.State == RiskState.Open
                    && (
                        newest
                        || SearchText.Matches(r.Title, pattern)
                        || (r.Model != null && EF.Functions.Like(r.Model, pattern, PaletteText.Escape))
                    )
                )
            )
            .OrderByDescending(r => ids.Contains(r.Id))
            .ThenByDescending(r => r.ResidualScore ?? r.InherentScore)
            .Take(limit)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.Model,
                Score = r.ResidualScore ?? r.InherentScore,
            })
            .ToListAsync(ct);
        return
        [
            .. risks.Select(r => new SearchHit(
                T["Risks"],
                "shield",
                r.Title,
                r.Model is null ? r.Id.ToString() : $"{r.Id}, {r.Model}",
                T["Score {0}", r.Score],
                $"/risks/{r.Id}"
            )
            {
                Keys = [r.Id.ToString()],
            }),
        ];
    }
}
