using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Suppliers in the palette, by id or name.</summary>
internal sealed class FoundSuppliers : IPaletteSource
{
    public int Order => 227;

    public Permission Needs => Permission.ReadSuppliers;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<SupplierId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Suppliers");
        var found = await db
            .Suppliers.AsNoTracking()
            .Where(s => newest || ids.Contains(s.Id) || SearchText.Matches(s.Name, pattern))
            .OrderByDescending(s => ids.Contains(s.Id))
            .ThenByDescending(s => s.Id)
            .Take(limit)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return
        [
            .. found.Select(s => new SearchHit(
                T["Suppliers"],
                "inventory_2",
                s.Id.ToString(),
                s.Name,
                T["Supplier"],
                ComplianceAddresses.Supplier(s.Id.ToString())
            )),
        ];
    }
}
