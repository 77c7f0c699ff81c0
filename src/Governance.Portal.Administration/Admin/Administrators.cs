using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Keeps the portal from losing its last administrator.</summary>
internal static class Administrators
{
    /// <summary>
    /// What confirms the access of people on the host, where there is no second person: one command for all of them, since each start of
    /// the program takes seconds. Ids and no names: it is pasted into a shell.
    /// </summary>
    public static string ConfirmCommand(IEnumerable<UserId> users) =>
        $"dotnet Governance.Portal.dll admin confirm-access --user {string.Join(' ', users)}";

    /// <summary>
    /// True when no one but this person could administer. All administrators are taken for change first, in the order of their ids, so
    /// that two who take the role from each other at once cannot both succeed.
    /// </summary>
    public static async Task<bool> IsLastAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        var ids = await AccessReader
            .InForce(db)
            .Where(h => h.Role == Roles.Administrator)
            .Select(h => h.User)
            .OrderBy(u => u)
            .ToListAsync(ct);
        var others = 0;
        var isOne = false;
        foreach (var id in ids)
        {
            var row = await db.LockUserForUpdateAsync(id, ct);
            isOne |= id == user.Number && row?.DisabledAt is null;
            others += row is { DisabledAt: null } && id != user.Number ? 1 : 0;
        }

        return isOne && others == 0;
    }
}
