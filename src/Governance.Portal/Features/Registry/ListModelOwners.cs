using Governance.Data;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Registry;

/// <summary>Who may own a model: the active accounts with the role Model owner.</summary>
public sealed class ListModelOwners(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Person>> RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var users = await (from held in db.UserRoles
                           join role in db.Roles on held.RoleId equals role.Id
                           join user in db.Users on held.UserId equals user.Id
                           where role.Name == Roles.ModelOwner
                           orderby user.PrintedName, user.Id
                           select user).AsNoTracking().ToListAsync(ct);
        var now = clock.GetUtcNow();
        return [.. users.Where(u => u.IsActive(now)).Select(u => new Person(u.UserId, u.PrintedName, u.Email ?? ""))];
    }
}
