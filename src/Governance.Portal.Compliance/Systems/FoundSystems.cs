using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Systems;

/// <summary>AI systems and their technical files, in the palette.</summary>
internal sealed class FoundSystems : IPaletteSource
{
    public int Order => 170;

    public Permission Needs => Permission.ReadCompliance;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<SystemId>(), text.Pattern, text.Limit);
        var (newest, files) = (text.Calls("AI systems"), text.Calls("Technical file", "Annex IV", "FRIA"));
        var systems = await db
            .AiSystems.AsNoTracking()
            .Where(s => newest || files || ids.Contains(s.Id) || SearchText.Matches(s.Name, pattern))
            .OrderByDescending(s => ids.Contains(s.Id))
            .ThenBy(s => s.Id)
            .Take(limit)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return
        [
            .. (files ? [] : systems).Select(s => new SearchHit(
                T["AI systems"],
                "gavel",
                s.Name,
                s.Id.ToString(),
                T["AI system"],
                ComplianceAddresses.System(s.Id)
            )
            {
                Keys = [s.Id.ToString()],
            }),
            .. systems.Select(s => new SearchHit(
                T["Technical files"],
                "description",
                s.Name,
                s.Id.ToString(),
                T["Technical file"],
                ComplianceAddresses.TechnicalFile(s.Id)
            )
            {
                Keys = ["Technical file", T["Technical file"], "Annex IV", T["Annex IV"], "FRIA"],
            }),
        ];
    }
}
