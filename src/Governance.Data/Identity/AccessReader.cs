using Governance.Data.Audit.Records;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Identity;

/// <summary>Reads what an actor may do, as it is now. A circuit or a cookie outlives a revocation; this does not.</summary>
public static partial class AccessReader
{
    /// <summary>
    /// Loads an actor's access: as it is in the transaction that is open, as in every act; else as it was read before in the same request
    /// (<see cref="AccessMemory"/>), or now.
    /// </summary>
    /// <returns>The access, or a refusal when account, session, role in force or key is no longer good.</returns>
    public static async Task<Result<Access>> LoadAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct) =>
        (await LoadWithSessionAsync(db, actor, now, ct)).Access;

    /// <summary>The same, with when the session was last used.</summary>
    public static Task<SessionAccess> LoadWithSessionAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct) =>
        LoadWithSessionAsync(db, actor, now, reading: null, ct);

    /// <summary>The same, and takes what a key's access was read from.</summary>
    internal static async Task<SessionAccess> LoadWithSessionAsync(
        GovernanceDbContext db,
        Actor actor,
        DateTimeOffset now,
        KeyReading? reading,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(actor);
        if (db.IsInTransaction)
        {
            db.Accesses?.Forget();
            return await ReadAsync(db, actor, now, reading, ct);
        }

        return db.Accesses is { } memory
            ? await memory.AccessAsync(actor, () => ReadAsync(db, actor, now, reading, ct))
            : await ReadAsync(db, actor, now, reading, ct);
    }

    private static async Task<SessionAccess> ReadAsync(
        GovernanceDbContext db,
        Actor actor,
        DateTimeOffset now,
        KeyReading? reading,
        CancellationToken ct
    )
    {
        return actor.Kind switch
        {
            ActorKind.User => await OfUserAsync(db, actor, now, ct),
            ActorKind.Key => new(await OfKeyAsync(db, actor, now, reading, ct), null),
            ActorKind.System => new(new Access { Actor = actor, PrintedName = "Governance Portal" }, null),
            ActorKind.Host => new(new Access { Actor = actor, PrintedName = "Host operator" }, null),
            ActorKind.Anonymous => new(IdentityRefusals.NotSignedIn, null),
        };
    }

    private static async Task<SessionAccess> OfUserAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        var person = actor.User!.Value;
        // In an act the row stays as it is until the act is over, and what is read of it and of all that goes with it is read after that.
        if (db.IsInTransaction)
        {
            await db.LockUserForShareAsync(person.Number, ct);
        }

        var standing = await StandingAsync(db, person, actor.Session, now, ct);
        return standing is null
            ? new(IdentityRefusals.NoLongerActive, null)
            : new(await OfUserAsync(db, actor, person, standing, now, ct), standing.LastSeenAt);
    }

    private static async Task<Result<Access>> OfUserAsync(
        GovernanceDbContext db,
        Actor actor,
        UserId person,
        Standing standing,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // What someone may do is read from rows: they say what the log says, or nothing follows from them.
        if (await RecordIntegrity.VerifyAsync(db, RightsOf([person]), ct, together: true) is { } altered)
        {
            return altered;
        }

        if (actor.Session is not null)
        {
            if (standing.LastSeenAt is null)
            {
                return IdentityRefusals.NoLongerActive;
            }

            // A page still open in the role that was switched away from, or an old copy of the cookie, acts in no role at all.
            if (actor.Role is not null && actor.Role != standing.ActiveRole)
            {
                return IdentityRefusals.RoleSwitched;
            }
        }

        // The administrator puts requirements right that cannot be read any more: their role does not depend on them.
        var asksRecords = standing.IsRequiring && actor.Role is not Roles.Administrator;
        var lacking = asksRecords ? await RoleCompetences.LackingAsync(db, person, standing.Held, now, ct) : RoleCompetences.None;
        var held = standing.Held.Where(r => !lacking.ContainsKey(r)).ToHashSet(StringComparer.Ordinal);
        // Without the record for their role someone acts in no role: they can record it, and are told so by what they try.
        var isLacking = actor.Role is not null && lacking.ContainsKey(actor.Role);
        if (actor.Role is not null && !isLacking && !held.Contains(actor.Role))
        {
            return standing.Waiting.Contains(actor.Role, StringComparer.Ordinal)
                ? IdentityRefusals.RoleNotConfirmed(actor.Role)
                : IdentityRefusals.RoleTaken;
        }

        return new Access
        {
            Actor = actor,
            Person = person,
            People = [person],
            PrintedName = standing.PrintedName,
            HeldRoles = held,
            WaitingRoles = standing.Waiting.ToHashSet(StringComparer.Ordinal),
            LackingRoles = lacking,
            Role = isLacking ? null : actor.Role,
            ReadsOnly = standing.ReadsOnly,
            DataScope =
                actor.Role is not null && standing.Limited.Contains(actor.Role, StringComparer.Ordinal)
                    ? await DataScopeReader.OfRoleAsync(db, person, actor.Role, ct) ?? DataScope.Empty
                    : null,
        };
    }

    // The person, their session and their roles by one statement, so that they are one state of the database; null for an account that is
    // not there or disabled. Which roles are limited, which wait for a second person, and whether the organisation requires anything comes
    // with the roles: where nothing is demanded, nothing more is asked.
    private static async Task<Standing?> StandingAsync(
        GovernanceDbContext db,
        UserId person,
        string? session,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var needing = AccessConfirmation.NeededFor;
        var number = person.Number;
        var found = await db
            .Users.AsNoTracking()
            .Where(u => u.Id == number)
            .Select(u => new
            {
                u.PrintedName,
                u.DisabledAt,
                // The conditions name the row of the person: what depends on none EF asks in a statement of its own, and waits for it.
                ActiveRole = db
                    .Sessions.Where(s =>
                        s.Hash == session && (object)s.User == (object)u.Id && s.EndedAt == null && (s.EndsAt == null || s.EndsAt > now)
                    )
                    .Select(s => s.ActiveRole)
                    .SingleOrDefault(),
                LastSeenAt = db
                    .Sessions.Where(s =>
                        s.Hash == session && (object)s.User == (object)u.Id && s.EndedAt == null && (s.EndsAt == null || s.EndsAt > now)
                    )
                    .Select(s => (DateTimeOffset?)s.LastSeenAt)
                    .SingleOrDefault(),
                ReadsOnly = db
                    .Sessions.Where(s =>
                        s.Hash == session && (object)s.User == (object)u.Id && s.EndedAt == null && (s.EndsAt == null || s.EndsAt > now)
                    )
                    .Select(s => s.ReadsOnly)
                    .SingleOrDefault(),
                // Theirs alone, said by its number too: joined by the row alone, those of everyone would be put together first.
                Roles = (
                    from held in db.UserRoles
                    join role in db.Roles on held.RoleId equals role.Id
                    where held.UserId == u.Id && held.UserId == number
                    select new
                    {
                        role.Id,
                        role.Name,
                        // Requirements that someone took out of the database have left what the log stated of them.
                        IsRequiring = db.CompetencePlans.Any(p => p.Id == CompetencePlan.Only && held.UserId == number)
                            || db.RecordSeals.Any(s => s.Table == "CompetencePlans" && held.UserId == number),
                        IsLimited = db.RoleScopes.Any(s => s.User == person && s.Role == role.Name),
                        Counts = !needing.Contains(role.Name!)
                            || db.AccessGrants.Any(g =>
                                g.User == person && g.What == role.Name && g.Until == null && g.ConfirmedAt != null
                            ),
                    }
                ).ToList(),
            })
            .SingleOrDefaultAsync(ct);
        if (found is null || found.DisabledAt is not null)
        {
            return null;
        }

        // The table of roles is the program's list: one that says otherwise gives nothing.
        var rows = found.Roles.Where(r => r.Name == RoleOf(r.Id)).ToList();
        return new Standing(
            found.PrintedName,
            found.ActiveRole,
            found.LastSeenAt,
            found.ReadsOnly,
            [.. rows.Where(r => r.Counts).Select(r => r.Name!)],
            [.. rows.Where(r => r.IsLimited).Select(r => r.Name!)],
            [.. rows.Where(r => !r.Counts).Select(r => r.Name!)],
            rows.Exists(r => r.IsRequiring)
        );
    }

    private static string? RoleOf(int id) => id >= 1 && id <= Roles.All.Count ? Roles.All[id - 1] : null;

    /// <summary>What is read of who acts, in every act.</summary>
    public static DecisionReads<object?> Reads { get; } =
        new DecisionReads<object?>("rights")
            .AnchoredIn<User>("RightsOf, each who acts or stands behind a key")
            .AnchoredIn<IdentityUserRole<int>>("RightsOf, their roles")
            .AnchoredIn<AccessGrant>("RightsOf, who gave them access")
            .AnchoredIn<RoleScope>("RightsOf, what their roles are limited to, rows that are gone too")
            .AnchoredIn<ApiKey>("the key and those it was made with")
            .AnchoredIn<CompetencePlan>("RoleCompetences, the whole table")
            .AnchoredIn<Competence>("RoleCompetences, of who acts")
            .Recomputed<Role>("a list fixed by the program, compared with it")
            .Idle<UserSession>("a cookie that the key folder's keys seal names session, person and role; no row opens one");

    // Limits that are gone would give more; roles that are gone give less.
    private static List<RecordsAsked> RightsOf(IReadOnlyList<UserId> people) =>
        [
            RecordsAsked.Of<User>(nameof(User.Id), people.Select(p => (object)p.Number)),
            RecordsAsked.Of<IdentityUserRole<int>>(nameof(IdentityUserRole<int>.UserId), people.Select(p => (object)p.Number)),
            RecordsAsked.Of<AccessGrant>(nameof(AccessGrant.User), people.Select(p => (object)p)),
            RecordsAsked
                .Of<RoleScope>(nameof(RoleScope.User), people.Select(p => (object)p))
                .OrGone(people.SelectMany(p => Roles.All.Select(role => new object[] { p.Number, role }))),
        ];

    private static async Task<Result<Access>> OfKeyAsync(
        GovernanceDbContext db,
        Actor actor,
        DateTimeOffset now,
        KeyReading? reading,
        CancellationToken ct
    )
    {
        // Whether any role of the installation is limited comes with the key: where none is, nothing more is asked. The condition names the
        // key, though it holds for every row: EF would ask what depends on nothing in a statement of its own, and wait for it.
        var found = await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.Id == actor.Key!.Value)
            .Select(k => new { Key = k, AnyLimited = db.RoleScopes.Any(_ => k.Id == actor.Key!.Value) })
            .SingleOrDefaultAsync(ct);
        var key = found?.Key;
        if (key is null || !key.IsValid(now))
        {
            return IdentityRefusals.KeyNotValid;
        }

        Standing? standing = null;
        if (key.Owner is { } owner)
        {
            if (db.IsInTransaction)
            {
                await db.LockUserForShareAsync(owner.Number, ct);
            }

            standing = await StandingAsync(db, owner, session: null, now, ct);
            if (standing is null)
            {
                return IdentityRefusals.KeyNotValid;
            }
        }

        var (people, line) = await PeopleBehindAsync(db, key, ct);
        List<RecordsAsked> asked =
        [
            RecordsAsked.Of<ApiKey>(nameof(ApiKey.Id), line.Select(id => (object)id)),
            .. people.Count > 0 ? RightsOf(people) : [],
        ];
        if (await RecordIntegrity.VerifyAsync(db, asked, ct) is { } altered)
        {
            return altered;
        }

        // A key's rights are what its scopes and its owner's roles both give, now: through a key no one does what they may not do
        // themselves.
        List<string> held = standing is null ? [] : [.. standing.Held];
        var lacking = RoleCompetences.None;
        if (key.Owner is { } answering && standing is { IsRequiring: true })
        {
            lacking = await RoleCompetences.LackingAsync(db, answering, standing.Held, now, ct);
            held.RemoveAll(lacking.ContainsKey);
        }
        else
        {
            // Not kept where records are required: one that expires leaves no entry in the log.
            reading?.Take(key, asked);
        }

        IReadOnlySet<string>? owned = standing is null ? null : held.ToHashSet(StringComparer.Ordinal);
        var access = new Access
        {
            Actor = actor,
            Person = key.Owner,
            People = people,
            PrintedName = $"{key.Name} ({key.Id})",
            KeyScopes = Scopes.Expand(key.Scopes),
            KeyAgents = key.Agents,
            OwnerRoles = owned,
            LackingRoles = lacking,
            KeyAdministers = key.Administers,
        };
        DataScope? dataScope = null;
        if (found!.AnyLimited)
        {
            foreach (var behind in people)
            {
                dataScope = DataScope.Intersect(
                    dataScope,
                    behind == key.Owner
                        ? await DataScopeReader.OfRightsAsync(db, behind, access.OwnerRights, ct)
                        : await DataScopeReader.OfPersonAsync(db, behind, ct)
                );
            }
        }

        return dataScope is null
            ? access
            : access with
            {
                DataScope = new DataScope(dataScope.Systems, dataScope.Models, dataScope.Units)
                {
                    Incidents = dataScope.Incidents,
                    Self = [.. dataScope.Self, actor.Id],
                    People = dataScope.People,
                },
            };
    }

    /// <summary>The role ids a person holds: given, and confirmed where a second person has to.</summary>
    public static IQueryable<string> RolesOf(GovernanceDbContext db, int user) =>
        InForce(db).Where(h => h.User == user).Select(h => h.Role);

    /// <summary>The role ids a person was given, those that wait for a second person among them. Rights are never read from here.</summary>
    public static IQueryable<string> AssignedRolesOf(GovernanceDbContext db, int user)
    {
        ArgumentNullException.ThrowIfNull(db);
        return from held in db.UserRoles join role in db.Roles on held.RoleId equals role.Id where held.UserId == user select role.Name!;
    }

    /// <summary>All roles that count.</summary>
    public static IQueryable<HeldRole> InForce(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        var needing = AccessConfirmation.NeededFor;
        return from held in db.UserRoles
            join role in db.Roles on held.RoleId equals role.Id
            where
                !needing.Contains(role.Name!)
                // Compared as they are stored: an id that is turned into a number is found by no index.
                || db.AccessGrants.Any(g =>
                    (object)g.User == (object)held.UserId && g.What == role.Name && g.Until == null && g.ConfirmedAt != null
                )
            select new HeldRole { User = held.UserId, Role = role.Name! };
    }

    // What the rows say of a person whose account is not disabled.
    private sealed record Standing(
        string PrintedName,
        string? ActiveRole,
        DateTimeOffset? LastSeenAt,
        bool ReadsOnly,
        IReadOnlyList<string> Held,
        IReadOnlyList<string> Limited,
        IReadOnlyList<string> Waiting,
        bool IsRequiring
    );
}
