using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin;

/// <summary>Accounts, in the palette of the person who administers them.</summary>
internal sealed class FoundPeople : IPaletteSource
{
    public int Order => 300;

    public Permission Needs => Permission.Administer;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern) = (text.Ids<UserId>().ConvertAll(i => i.Number), text.Pattern);
        var newest = text.Calls("People", "Users");
        var people = await db
            .Users.AsNoTracking()
            .Where(u => newest || ids.Contains(u.Id) || SearchText.Matches(u.PrintedName, pattern) || SearchText.Matches(u.Email!, pattern))
            .OrderByDescending(u => ids.Contains(u.Id))
            .ThenBy(u => u.PrintedName)
            .Take(PaletteText.MaxOfAKind)
            .Select(u => new
            {
                u.Id,
                u.PrintedName,
                u.Email,
                u.DisabledAt,
            })
            .ToListAsync(ct);
        return
        [
            .. people.Select(u => new SearchHit(
                T["People"],
                "person",
                u.PrintedName,
                $"{u.Email}",
                T[u.DisabledAt is null ? "Account" : "Disabled"],
                $"/admin/users?q={Uri.EscapeDataString(u.Email ?? u.PrintedName)}"
            )
            {
                Keys = [new UserId(u.Id).ToString(), u.Email ?? ""],
            }),
        ];
    }
}
