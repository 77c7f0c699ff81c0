using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>People with an active account, for fields that name one: by name or e-mail address.</summary>
internal sealed class ChoosablePeople(TimeProvider clock) : IChoiceSource
{
    public ChoiceKind Kind => ChoiceKind.Person;

    // Anyone who may name a person for something may know who there is, as in every list of owners.
    public Permission? Needs => null;

    public async Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct)
    {
        var (pattern, now) = (text.Pattern, clock.GetLocalNow());
        var users = await db
            .Users.AsNoTracking()
            .Where(u => u.DisabledAt == null)
            .Where(u => SearchText.Matches(u.PrintedName, pattern) || SearchText.Matches(u.Email!, pattern))
            .OrderBy(u => u.PrintedName)
            .ThenBy(u => u.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return [.. users.Where(u => u.IsActive(now)).Select(u => new Choice(u.Email ?? "", u.PrintedName, u.Email ?? ""))];
    }
}
