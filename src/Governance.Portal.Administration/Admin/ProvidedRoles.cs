using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Makes the roles that come from the provider, and what they are given for, those of a person's groups, at every sign-in. Each one given,
/// taken or limited otherwise is an entry of the log.
/// </summary>
internal static class ProvidedRoles
{
    /// <summary>Who gives and takes them, as the log names it.</summary>
    public static Actor Giver { get; } = Actor.OfJob("single-sign-on");

    /// <summary>The lines of a mapping that can be given now, and the systems of it that are not registered.</summary>
    public static async Task<(IReadOnlyList<MappedRole> Lines, IReadOnlyList<SystemId> Missing)> ReadAsync(
        GovernanceDbContext db,
        IEnumerable<MappedRole> mapping,
        CancellationToken ct
    )
    {
        var lines = mapping.ToList();
        var named = lines.SelectMany(l => l.Limit?.Systems ?? []).Distinct().ToList();
        // A new sign-in over an open session of a limited role is not judged by what that role reaches.
        var known =
            named.Count == 0
                ? []
                : (
                    await db
                        .AiSystems.AsNoTracking()
                        .IgnoreQueryFilters()
                        .Where(s => named.Contains(s.Id))
                        .Select(s => s.Id)
                        .ToListAsync(ct)
                ).ToHashSet();
        return (RoleMapping.Among(lines, known), [.. named.Where(s => !known.Contains(s))]);
    }

    /// <summary>Changes the roles of an account whose row is held; saves nothing.</summary>
    public static async Task<RoleChange> ApplyAsync(
        GovernanceDbContext db,
        User user,
        IEnumerable<MappedRole> mapping,
        IReadOnlyCollection<string> groups,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var person = user.UserId;
        var rows = await db.ProviderRoles.Where(r => r.User == person).ToListAsync(ct);
        var change = RoleMapping.Change(
            (await ReadAsync(db, mapping, ct)).Lines,
            groups,
            await AccessReader.AssignedRolesOf(db, user.Id).ToListAsync(ct),
            [.. rows.Select(r => r.Role)]
        );
        if (db.SavesBeside)
        {
            return await AsItStandsAsync(db, person, change, ct);
        }

        var (limited, scopes) = await LimitAsync(db, person, change, ct);
        var ids = await db.Roles.ToDictionaryAsync(r => r.Name!, r => r.Id, StringComparer.Ordinal, ct);
        foreach (var role in change.Revoked)
        {
            db.ProviderRoles.Remove(rows.Single(r => r.Role == role));
            if (await db.UserRoles.FindAsync([user.Id, ids[role]], ct) is { } held)
            {
                db.UserRoles.Remove(held);
                await AccessGivers.EndAsync(db, person, role, now, ct);
                db.Append(
                    new AuditEvent("role.revoked", person.ToString(), new JsonObject { ["role"] = role, ["from"] = "provider" }),
                    Giver,
                    now
                );
            }
        }

        foreach (var role in change.Granted)
        {
            db.UserRoles.Add(new IdentityUserRole<int> { UserId = user.Id, RoleId = ids[role] });
            await AccessGivers.ProvideAsync(db, person, role, now, ct); // no one with an account here gave it
            if (rows.TrueForAll(r => r.Role != role))
            {
                db.ProviderRoles.Add(
                    new ProviderRole
                    {
                        User = person,
                        Role = role,
                        Since = now,
                    }
                );
            }

            db.Append(
                new AuditEvent("role.granted", person.ToString(), FromProvider(RoleScopes.Fact(role, scopes.GetValueOrDefault(role)))),
                Giver,
                now
            );
        }

        var changed = change.Kept.Intersect(limited, StringComparer.Ordinal).ToList();
        foreach (var role in changed)
        {
            var fact = RoleScopes.Changed(person, role, scopes.GetValueOrDefault(role));
            db.Append(fact with { Data = FromProvider(fact.Data) }, Giver, now);
        }

        if (change.Revoked.Count > 0)
        {
            await EndSessionsAsync(db, person, change.Revoked, now, ct);
        }

        if (change.Revoked.Count + change.Granted.Count + changed.Count > 0)
        {
            user.SecurityStamp = SecretText.New();
        }

        return change;
    }

    // While the log is damaged no role is given, taken or limited. What the groups no longer give is not put in force, and a role whose
    // limits would change is not either: someone sees what both sides let them see, or nothing.
    private static async Task<RoleChange> AsItStandsAsync(GovernanceDbContext db, UserId person, RoleChange change, CancellationToken ct)
    {
        var scopes = await db
            .RoleScopes.AsNoTracking()
            .Where(s => s.User == person)
            .ToDictionaryAsync(s => s.Role, StringComparer.Ordinal, ct);
        var ours = await ProvidedLimits.OfAsync(db, person, ct);
        return change with { Held = [.. change.Held.Where(r => !change.Granted.Contains(r, StringComparer.Ordinal) && IsAsSaid(r))] };

        bool IsAsSaid(string role) =>
            !change.Kept.Contains(role, StringComparer.Ordinal)
            || (scopes.GetValueOrDefault(role), change.Limits.GetValueOrDefault(role)) switch
            {
                (null, null) => true,
                (null, not null) => false,
                (not null, null) => !ours.Contains(role),
                ({ } before, { } limit) => before.IsSame(RoleScope.Of(person, role, limit.Systems, limit.Units).Value),
            };
    }

    // What the groups say of a limit counts, in place of what was set here before. Where they say nothing, a limit set here stays, and one
    // that came from them goes with them.
    private static async Task<(IReadOnlySet<string> Changed, IReadOnlyDictionary<string, RoleScope> Scopes)> LimitAsync(
        GovernanceDbContext db,
        UserId person,
        RoleChange change,
        CancellationToken ct
    )
    {
        var rows = await db.RoleScopes.Where(s => s.User == person).ToListAsync(ct);
        var ours = await ProvidedLimits.OfAsync(db, person, ct);
        var (changed, scopes) = (new HashSet<string>(StringComparer.Ordinal), rows.ToDictionary(s => s.Role, StringComparer.Ordinal));
        foreach (var role in change.Granted.Concat(change.Kept))
        {
            var before = scopes.GetValueOrDefault(role);
            if (change.Limits.TryGetValue(role, out var limit))
            {
                var after = RoleScope.Of(person, role, limit.Systems, limit.Units).Value;
                if (!ours.Contains(role))
                {
                    ProvidedLimits.Note(db, person, role);
                }

                if (before is null)
                {
                    db.RoleScopes.Add(scopes[role] = after);
                    changed.Add(role);
                }
                else if (!before.IsSame(after))
                {
                    before.Become(after);
                    changed.Add(role);
                }
            }
            else if (ours.Contains(role))
            {
                await ProvidedLimits.ForgetAsync(db, person, [role], ct);
                if (before is not null)
                {
                    db.RoleScopes.Remove(before);
                    scopes.Remove(role);
                    changed.Add(role);
                }
            }
        }

        return (changed, scopes);
    }

    private static JsonObject FromProvider(JsonObject data)
    {
        data["from"] = "provider";
        return data;
    }

    // A session that works in a role that is gone ends, wherever it is open. Others go on with what is left.
    private static async Task EndSessionsAsync(
        GovernanceDbContext db,
        UserId person,
        IReadOnlyList<string> roles,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        foreach (
            var session in await db
                .Sessions.Where(s => s.User == person && s.EndedAt == null && s.ActiveRole != null && roles.Contains(s.ActiveRole))
                .ToListAsync(ct)
        )
        {
            session.EndedAt = now;
            db.Append(
                new AuditEvent(
                    "session.closed",
                    person.ToString(),
                    new JsonObject { ["session"] = session.Hash, ["because"] = "role-taken-back" }
                ),
                Giver,
                now
            );
        }
    }
}
