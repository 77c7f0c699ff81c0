using System.Security.Claims;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Layout;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>The person of the top bar, as the database knows them now.</summary>
internal sealed class ShellAccounts(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock) : IShellAccounts
{
    private static readonly ShellRole s_none = new("", "No role");

    // A role without any permission to change something: shown beside its name on every page.
    private static readonly HashSet<string> s_readOnly = new([Roles.Auditor, Roles.Sponsor], StringComparer.Ordinal);

    public async ValueTask<ShellAccount?> CurrentAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var actor = user.ToActor();
        if (actor.User is null)
        {
            return null;
        }

        await using var db = await dbFactory.CreateDbContextAsync(cancellationToken);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, cancellationToken);
        if (!access.IsDone)
        {
            // A role that was taken away is no reason not to offer the others.
            access = await AccessReader.LoadAsync(db, actor with { Role = null }, now, cancellationToken);
        }

        if (!access.IsDone)
        {
            return null;
        }

        var held = access.Value.HeldRoles;
        var name = access.Value.PrintedName;
        var roles = Roles.All.Where(held.Contains).Select(r => new ShellRole(r, Roles.Title(r))).ToList();
        var active = roles.Find(r => r.Id == actor.Role) ?? s_none;
        return new ShellAccount(name, active, [.. roles.Where(r => r != active)], s_readOnly.Contains(active.Id))
        {
            Lacking = [.. Roles.All.Where(access.Value.LackingRoles.ContainsKey).Select(r => access.Value.LackingRoles[r].Message)],
        };
    }
}
