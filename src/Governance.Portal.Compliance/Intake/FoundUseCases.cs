using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Proposed use cases, in the palette.</summary>
internal sealed class FoundUseCases : IPaletteSource
{
    public int Order => 195;

    public Permission Needs => Permission.ReadUseCases;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<UseCaseId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Use cases", "Intake");
        var found = await db
            .UseCases.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(u => newest || ids.Contains(u.Id) || SearchText.Matches(u.Title, pattern))
            .OrderByDescending(u => ids.Contains(u.Id))
            .ThenByDescending(u => u.Id)
            .Take(limit)
            .Select(u => new
            {
                u.Id,
                u.Title,
                u.State,
            })
            .ToListAsync(ct);
        return
        [
            .. found.Select(u => new SearchHit(
                T["Use cases"],
                "add_task",
                u.Title,
                u.Id.ToString(),
                T[UseCaseLabels.State(u.State).Word],
                ComplianceAddresses.UseCase(u.Id.ToString())
            )
            {
                Keys = [u.Id.ToString()],
            }),
        ];
    }
}
