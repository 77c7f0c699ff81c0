using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Requests for an explanation, in the palette: by id, decision or model, never by who asked.</summary>
internal sealed class FoundExplanations : IPaletteSource
{
    public int Order => 225;

    public Permission Needs => Permission.ReadExplanations;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<ExplanationRequestId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Explanation requests");
        var found = await db
            .ExplanationRequests.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r =>
                newest
                || ids.Contains(r.Id)
                || EF.Functions.Like(r.Model, pattern, PaletteText.Escape)
                || SearchText.Matches(r.DecisionId, pattern)
            )
            .OrderByDescending(r => ids.Contains(r.Id))
            .ThenByDescending(r => r.Id)
            .Take(limit)
            .Select(r => new { r.Id, r.Model })
            .ToListAsync(ct);
        return
        [
            .. found.Select(r => new SearchHit(
                T["Explanation requests"],
                "conversation",
                r.Id.ToString(),
                r.Model,
                T["Request"],
                ComplianceAddresses.Explanation(r.Id.ToString())
            )),
        ];
    }
}
