using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Policies, in the palette.</summary>
internal sealed class FoundPolicies : IPaletteSource
{
    public int Order => 200;

    public Permission Needs => Permission.ReadPolicies;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (names, pattern, limit) = (text.Names, text.Pattern, text.Limit);
        var policies = await db
            .Policies.AsNoTracking()
            .Where(p => names.Contains(p.Name) || EF.Functions.Like(p.Name, pattern, PaletteText.Escape))
            .Select(p => p.Name)
            .Distinct()
            .OrderByDescending(n => names.Contains(n))
            .ThenBy(n => n)
            .Take(limit)
            .ToListAsync(ct);
        return
        [
            .. policies.Select(name => new SearchHit(
                T["Policies"],
                "policy",
                name,
                "",
                T["Policy"],
                $"/policies/{Uri.EscapeDataString(name)}"
            )),
        ];
    }
}
