using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Gives and takes roles. Works at the person's next action; open sessions go on with what is left.</summary>
public sealed class ChangeRoles(ActionRunner runner)
{
    /// <summary>Sets the roles of a person.</summary>
    /// <param name="actor">Who does it: never a key, never the person.</param>
    /// <param name="user">Whose roles.</param>
    /// <param name="roles">All roles they shall hold.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="scopes">What roles are given for; empty for the whole organisation. When absent, roles held before keep what they were
    /// given for, and new ones are given for the whole organisation.</param>
    public async Task<Result<UserId>> RunAsync(
        Actor actor,
        UserId user,
        IReadOnlyList<string>? roles,
        CancellationToken ct,
        IReadOnlyList<RoleScopeBody?>? scopes = null
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var attempt = new Attempt("role.granted", user.ToString(), Permission.Administer) { WidensRights = true };
        if (actor.Kind is ActorKind.Key)
        {
            await runner.RefusedAsync(actor, attempt, AdminRefusals.NotForKeys, ct);
            return AdminRefusals.NotForKeys;
        }

        if (
            roles is null
            || roles.Distinct(StringComparer.Ordinal).Count() != roles.Count
            || roles.Any(r => !Roles.All.Contains(r, StringComparer.Ordinal))
        )
        {
            return AdminRefusals.UnknownRoles;
        }

        return await runner.RunAsync(actor, attempt, (context, ct) => ChangeAsync(context, user, roles, scopes, ct), ct);
    }

    /// <summary>Grants roles in an action that is running.</summary>
    internal static async Task GrantAsync(
        ActionContext context,
        UserId user,
        IReadOnlyList<string> roles,
        CancellationToken ct,
        IReadOnlyDictionary<string, RoleScope>? scopes = null
    )
    {
        var ids = await context
            .Db.Roles.Where(r => roles.Contains(r.Name!))
            .ToDictionaryAsync(r => r.Name!, r => r.Id, StringComparer.Ordinal, ct);
        foreach (var role in roles)
        {
            context.Db.UserRoles.Add(new IdentityUserRole<int> { UserId = user.Number, RoleId = ids[role] });
            await AccessGivers.GiveAsync(context.Db, user, role, context.Access, context.Now, ct);
            context.Append(new AuditEvent("role.granted", user.ToString(), RoleScopes.Fact(role, scopes?.GetValueOrDefault(role))));
        }
    }

    private static async Task<Result<UserId>> ChangeAsync(
        ActionContext context,
        UserId user,
        IReadOnlyList<string> wanted,
        IReadOnlyList<RoleScopeBody?>? named,
        CancellationToken ct
    )
    {
        if (context.Access.Person == user)
        {
            return AdminRefusals.OwnRoles;
        }

        var row = await context.Db.LockUserForUpdateAsync(user.Number, ct);
        if (row is null)
        {
            return AdminRefusals.UnknownUser;
        }

        var held = await AccessReader.AssignedRolesOf(context.Db, user.Number).ToListAsync(ct);
        var taken = held.Except(wanted, StringComparer.Ordinal).ToList();
        var granted = wanted.Except(held, StringComparer.Ordinal).ToList();
        if (taken.Contains(Roles.Administrator, StringComparer.Ordinal) && await Administrators.IsLastAsync(context.Db, user, ct))
        {
            return AdminRefusals.LastAdministrator;
        }

        // A role revoked here would come back at the next sign-in.
        if (await context.Db.ProviderRoles.AnyAsync(r => r.User == user && taken.Contains(r.Role), ct))
        {
            return AdminRefusals.FromProvider;
        }

        var scopes = await ScopesAsync(context.Db, user, wanted, granted, named, ct);
        if (scopes.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var before = await context
            .Db.RoleScopes.AsNoTracking()
            .Where(s => s.User == user)
            .ToDictionaryAsync(s => s.Role, StringComparer.Ordinal, ct);
        var narrowed = (await RoleScopes.WriteAsync(context.Db, user, wanted, scopes.Value, ct))
            .Except(granted, StringComparer.Ordinal)
            .ToList();
        // A limit set here would be reset at the next sign-in.
        var provided = await ProvidedLimits.OfAsync(context.Db, user, ct);
        if (await context.Db.ProviderRoles.AnyAsync(r => r.User == user && narrowed.Contains(r.Role) && provided.Contains(r.Role), ct))
        {
            return AdminRefusals.LimitFromProvider;
        }

        if (taken.Count + granted.Count + narrowed.Count == 0)
        {
            return user;
        }

        await ProvidedLimits.ForgetAsync(context.Db, user, [.. granted, .. narrowed], ct);

        var rows = await (
            from assignment in context.Db.UserRoles
            join role in context.Db.Roles on assignment.RoleId equals role.Id
            where assignment.UserId == user.Number && taken.Contains(role.Name!)
            select assignment
        ).ToListAsync(ct);
        context.Db.UserRoles.RemoveRange(rows);
        foreach (var role in taken)
        {
            await AccessGivers.EndAsync(context.Db, user, role, context.Now, ct);
            context.Append(new AuditEvent("role.revoked", user.ToString(), new JsonObject { ["role"] = role }));
        }

        await GrantAsync(context, user, granted, ct, scopes.Value);
        foreach (var role in narrowed)
        {
            // Widening a role is giving access, as granting it is.
            if (RoleScope.IsWider(before.GetValueOrDefault(role), scopes.Value.GetValueOrDefault(role)))
            {
                await AccessGivers.GiveAsync(context.Db, user, role, context.Access, context.Now, ct);
            }

            context.Append(RoleScopes.Changed(user, role, scopes.Value.GetValueOrDefault(role)));
        }

        row.SecurityStamp = SecretText.New();
        return user;
    }

    // A caller that knows no scopes widens none by naming the roles again.
    private static async Task<Result<IReadOnlyDictionary<string, RoleScope>>> ScopesAsync(
        GovernanceDbContext db,
        UserId user,
        IReadOnlyList<string> wanted,
        IReadOnlyList<string> granted,
        IReadOnlyList<RoleScopeBody?>? named,
        CancellationToken ct
    ) =>
        named is null
            ? await db
                .RoleScopes.AsNoTracking()
                .Where(s => s.User == user && wanted.Contains(s.Role) && !granted.Contains(s.Role))
                .ToDictionaryAsync(s => s.Role, StringComparer.Ordinal, ct)
            : await RoleScopes.ReadAsync(db, user, wanted, named, ct);
}
