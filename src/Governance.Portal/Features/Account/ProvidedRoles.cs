using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Account;

/// <summary>Makes the roles that come from the provider those of a person's groups, at every sign-in. Each one given or taken is an entry of the log.</summary>
internal static class ProvidedRoles
{
    /// <summary>Who gives and takes them, as the log names it.</summary>
    public static Actor Giver { get; } = Actor.OfJob("single-sign-on");

    /// <summary>Changes the roles of an account whose row is held; saves nothing.</summary>
    public static async Task<RoleChange> ApplyAsync(
        GovernanceDbContext db, User user, IEnumerable<(string Group, string Role)> mapping, IReadOnlyCollection<string> groups, DateTimeOffset now, CancellationToken ct)
    {
        var person = user.UserId;
        var rows = await db.ProviderRoles.Where(r => r.User == person).ToListAsync(ct);
        var change = RoleMapping.Change(mapping, groups, await AccessReader.RolesOf(db, user.Id).ToListAsync(ct), [.. rows.Select(r => r.Role)]);
        var ids = await db.Roles.ToDictionaryAsync(r => r.Name!, r => r.Id, StringComparer.Ordinal, ct);
        foreach (var role in change.Revoked)
        {
            db.ProviderRoles.Remove(rows.Single(r => r.Role == role));
            if (await db.UserRoles.FindAsync([user.Id, ids[role]], ct) is { } held)
            {
                db.UserRoles.Remove(held);
                await AccessGivers.ForgetAsync(db, person, role, ct);
                db.Append(new AuditEvent("role.revoked", person.ToString(), new JsonObject { ["role"] = role, ["from"] = "provider" }), Giver, now);
            }
        }

        foreach (var role in change.Granted)
        {
            db.UserRoles.Add(new IdentityUserRole<int> { UserId = user.Id, RoleId = ids[role] });
            await AccessGivers.ForgetAsync(db, person, role, ct); // nobody with an account here gave it
            if (rows.TrueForAll(r => r.Role != role))
            {
                db.ProviderRoles.Add(new ProviderRole { User = person, Role = role, Since = now });
            }

            db.Append(new AuditEvent("role.granted", person.ToString(), new JsonObject { ["role"] = role, ["from"] = "provider" }), Giver, now);
        }

        if (change.Revoked.Count > 0)
        {
            await EndSessionsAsync(db, person, change.Revoked, now, ct);
        }

        if (change.Revoked.Count + change.Granted.Count > 0)
        {
            user.SecurityStamp = SecretText.New();
        }

        return change;
    }

    // A session that works in a role that is gone ends, wherever it is open. Others go on with what is left.
    private static async Task EndSessionsAsync(GovernanceDbContext db, UserId person, IReadOnlyList<string> roles, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var session in await db.Sessions.Where(s => s.User == person && s.EndedAt == null && s.ActiveRole != null && roles.Contains(s.ActiveRole)).ToListAsync(ct))
        {
            session.EndedAt = now;
            db.Append(new AuditEvent("session.closed", person.ToString(), new JsonObject { ["session"] = session.Hash, ["because"] = "role-taken-back" }), Giver, now);
        }
    }
}
