using Governance.Data.Reaches;
using Governance.Domain;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Identity;

/// <summary>Reads what an actor may do, as it is now. A circuit or a cookie outlives a revocation; this does not.</summary>
public static class AccessReader
{
    /// <summary>Loads an actor's access.</summary>
    /// <returns>The access, or a refusal when account, session, role in force or key is no longer good.</returns>
    public static async Task<Result<Access>> LoadAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Kind switch
        {
            ActorKind.User => await OfUserAsync(db, actor, now, ct),
            ActorKind.Key => await OfKeyAsync(db, actor, now, ct),
            ActorKind.System => new Access { Actor = actor, PrintedName = "Governance Portal" },
            ActorKind.Host => new Access { Actor = actor, PrintedName = "Host operator" },
            ActorKind.Anonymous => IdentityRefusals.NotSignedIn,
        };
    }

    private static async Task<Result<Access>> OfUserAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        var user = await db.HoldUserAsync(actor.User!.Value.Number, ct);
        if (user is null || !user.IsActive(now))
        {
            return IdentityRefusals.NoLongerActive;
        }

        if (actor.Session is { } session)
        {
            var open = await db.Sessions.AsNoTracking()
                .Where(s => s.Hash == session && s.User == actor.User.Value && s.EndedAt == null && (s.EndsAt == null || s.EndsAt > now))
                .Select(s => new { s.ActiveRole })
                .SingleOrDefaultAsync(ct);
            if (open is null)
            {
                return IdentityRefusals.NoLongerActive;
            }

            // A page still open in the role that was switched away from, or an old copy of the cookie, acts in no role at all.
            if (actor.Role is not null && actor.Role != open.ActiveRole)
            {
                return IdentityRefusals.RoleSwitched;
            }
        }

        var (held, limited) = await HeldAsync(db, actor.User.Value, ct);
        if (actor.Role is not null && !held.Contains(actor.Role, StringComparer.Ordinal))
        {
            return IdentityRefusals.RoleTaken;
        }

        return new Access
        {
            Actor = actor,
            Person = actor.User,
            People = [actor.User.Value],
            PrintedName = user.PrintedName,
            HeldRoles = held.ToHashSet(StringComparer.Ordinal),
            Role = actor.Role,
            Reach = actor.Role is not null && limited.Contains(actor.Role, StringComparer.Ordinal) ? await ReachReader.OfRoleAsync(db, actor.User.Value, actor.Role, ct) ?? Reach.Nothing : null,
        };
    }

    // Which roles are limited comes with the roles: for those that are not, nothing more is asked.
    private static async Task<(IReadOnlyList<string> Held, IReadOnlyList<string> Limited)> HeldAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        var rows = await (from held in db.UserRoles
                          join role in db.Roles on held.RoleId equals role.Id
                          where held.UserId == person.Number
                          select new { role.Name, IsLimited = db.RoleScopes.Any(s => s.User == person && s.Role == role.Name) }).ToListAsync(ct);
        return ([.. rows.Select(r => r.Name!)], [.. rows.Where(r => r.IsLimited).Select(r => r.Name!)]);
    }

    private static async Task<Result<Access>> OfKeyAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        // Whether any role of the installation is limited comes with the key: where none is, nothing more is asked.
        var found = await db.ApiKeys.AsNoTracking().Where(k => k.Id == actor.Key!.Value).Select(k => new { Key = k, AnyLimited = db.RoleScopes.Any() }).SingleOrDefaultAsync(ct);
        var key = found?.Key;
        if (key is null || !key.IsValid(now))
        {
            return IdentityRefusals.KeyNotValid;
        }

        if (key.Owner is { } owner)
        {
            var person = await db.HoldUserAsync(owner.Number, ct);
            if (person is null || person.DisabledAt is not null)
            {
                return IdentityRefusals.KeyNotValid;
            }
        }

        var people = await PeopleBehindAsync(db, key, ct);
        Reach? reach = null;
        if (found!.AnyLimited)
        {
            foreach (var behind in people)
            {
                reach = Reach.Both(reach, await ReachReader.OfPersonAsync(db, behind, ct));
            }
        }

        return new Access
        {
            Actor = actor,
            Person = key.Owner,
            People = people,
            Reach = reach is null ? null : new Reach(reach.Systems, reach.Models, reach.Units) { Incidents = reach.Incidents, Self = [.. reach.Self, actor.Id], People = reach.People },
            PrintedName = $"{key.Name} ({key.Id})",
            KeyScopes = Scopes.Expand(key.Scopes),
        };
    }

    // Keys can be made with keys: the line goes back to the person at its beginning, if there is one.
    private static async Task<IReadOnlyList<UserId>> PeopleBehindAsync(GovernanceDbContext db, ApiKey key, CancellationToken ct)
    {
        var people = new List<UserId>();
        var seen = new HashSet<ApiKeyId>();
        for (ApiKey? link = key; link is not null && seen.Add(link.Id);)
        {
            if (link.Owner is { } owner)
            {
                people.Add(owner);
            }

            if (link.CreatedBy.StartsWith("user:", StringComparison.Ordinal) && HumanId.TryParse<UserId>(link.CreatedBy[5..], out var creator))
            {
                people.Add(creator);
            }

            link = link.CreatedBy.StartsWith("key:", StringComparison.Ordinal) && HumanId.TryParse<ApiKeyId>(link.CreatedBy[4..], out var maker)
                ? await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == maker, ct)
                : null;
        }

        return [.. people.Distinct()];
    }

    /// <summary>The role ids a person holds.</summary>
    public static IQueryable<string> RolesOf(GovernanceDbContext db, int user)
    {
        ArgumentNullException.ThrowIfNull(db);
        return from held in db.UserRoles
               join role in db.Roles on held.RoleId equals role.Id
               where held.UserId == user
               select role.Name!;
    }
}
