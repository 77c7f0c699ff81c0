using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Who may own a model: the active accounts with the role Model owner.</summary>
public sealed class ListModelOwners(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Person>> RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var owners = AccessReader.InForce(db).Where(h => h.Role == Roles.ModelOwner).Select(h => h.User);
        var users = await db
            .Users.AsNoTracking()
            .Where(u => owners.Contains(u.Id))
            .OrderBy(u => u.PrintedName)
            .ThenBy(u => u.Id)
            .ToListAsync(ct);
        var now = clock.GetLocalNow();
        return [.. users.Where(u => u.IsActive(now)).Select(u => new Person(u.UserId, u.PrintedName, u.Email ?? ""))];
    }
}
