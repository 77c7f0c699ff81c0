using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Identity;

/// <summary>
/// Keeps who gave whom access, and who confirmed it, as history: two accounts of which one opened the other are not four eyes, also after
/// the access was taken back.
/// </summary>
public static class AccessGivers
{
    /// <summary>How long a one-time link works.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    /// <summary>
    /// Notes what is given, in the action that gives. What needs a second person waits for one, unless it comes from the host.
    /// </summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="user">Whose access.</param>
    /// <param name="what">What of <see cref="GivenAccess"/>, or the id of a role.</param>
    /// <param name="giver">Who gives it.</param>
    /// <param name="now">The instant of the action.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<AccessGrant> GiveAsync(
        GovernanceDbContext db,
        UserId user,
        string what,
        Access giver,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(giver);
        return GiveAsync(
            db,
            user,
            what,
            giver.Person,
            giver.Actor.Kind is ActorKind.Host or ActorKind.System && giver.Person is null,
            now,
            ct
        );
    }

    /// <summary>Notes what comes from the organisation's provider, by its configuration: confirmed by its nature.</summary>
    public static Task<AccessGrant> ProvideAsync(
        GovernanceDbContext db,
        UserId user,
        string what,
        DateTimeOffset now,
        CancellationToken ct
    ) => GiveAsync(db, user, what, null, onHost: false, now, ct);

    /// <summary>Ends what is taken away. The row stays.</summary>
    public static async Task EndAsync(GovernanceDbContext db, UserId user, string what, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var row in (await RowsAsync(db, user, what, ct)).Where(r => r.Until is null))
        {
            row.Until = now;
        }
    }

    /// <summary>
    /// The one-time link of a person was used: its sender is the giver from here on, and those before stay in the history.
    /// </summary>
    public static async Task UseLinkAsync(GovernanceDbContext db, UserId user, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var link = (await RowsAsync(db, user, GivenAccess.Link, ct)).Find(r => r.Until is null);
        if (link is null)
        {
            return;
        }

        link.Until = now;
        if (link.By == user)
        {
            return; // no one frees themselves of the person who let them in
        }

        // A passkey or a link to the provider goes on opening the account: anyone who could have set it up is not freed by a new password.
        if (
            !await db.UserPasskeys.AnyAsync(p => p.UserId == user.Number, ct)
            && !await db.ProviderIdentities.AnyAsync(i => i.User == user, ct)
        )
        {
            await EndAsync(db, user, GivenAccess.Account, now, ct);
        }

        var opened = new AccessGrant
        {
            User = user,
            What = GivenAccess.Account,
            By = link.By,
            At = After(await RowsAsync(db, user, GivenAccess.Account, ct), now),
            OnHost = link.OnHost,
        };
        opened.Confirm(link.ConfirmedBy, now, link.OnHost);
        db.AccessGrants.Add(opened);
    }

    /// <summary>True when the one-time link of a person waits for a second person: they were given a role that needs one.</summary>
    public static async Task<bool> LinkWaitsAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.AccessGrants.AnyAsync(
                g => g.User == user && g.What == GivenAccess.Link && g.Until == null && g.ConfirmedAt == null,
                ct
            ) && await IsWeightyAsync(db, user, ct);
    }

    /// <summary>True when the link of a person to the provider waits for a second person.</summary>
    public static Task<bool> SignOnWaitsAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.AccessGrants.AnyAsync(
            g => g.User == user && g.What == GivenAccess.SignOn && g.Until == null && g.ConfirmedAt == null,
            ct
        );
    }

    /// <summary>What waits for a second person: roles, sign-on links, and one-time links of people with roles that need one.</summary>
    public static async Task<IReadOnlyList<AccessGrant>> WaitingAsync(
        GovernanceDbContext db,
        UserId? user,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var stale = now - LinkLife; // such a link opens nothing any more
        var rows = await db
            .AccessGrants.Where(g =>
                g.Until == null && g.ConfirmedAt == null && (user == null || g.User == user) && (g.What != GivenAccess.Link || g.At > stale)
            )
            .OrderBy(g => g.At)
            .ThenBy(g => g.User)
            .ToListAsync(ct);
        var weighty = new Dictionary<UserId, bool>();
        foreach (var person in rows.Where(r => r.What == GivenAccess.Link).Select(r => r.User).Distinct())
        {
            weighty[person] = await IsWeightyAsync(db, person, ct);
        }

        return [.. rows.Where(r => r.What != GivenAccess.Link || weighty[r.User])];
    }

    /// <summary>True when someone who confirmed vouches for a person's access since an instant.</summary>
    public static Task<bool> IsVouchedAsync(GovernanceDbContext db, UserId user, DateTimeOffset since, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.AccessGrants.AnyAsync(
            g => g.User == user && g.Until == null && g.ConfirmedAt >= since && (g.ConfirmedBy != null || g.OnHost),
            ct
        );
    }

    private static async Task<AccessGrant> GiveAsync(
        GovernanceDbContext db,
        UserId user,
        string what,
        UserId? by,
        bool onHost,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var known = await RowsAsync(db, user, what, ct);
        // An account stays opened by the person who made it until a link is used; of the rest the newest counts.
        foreach (var before in known.Where(r => r.Until is null && what != GivenAccess.Account))
        {
            before.Until = now;
        }

        var grant = new AccessGrant
        {
            User = user,
            What = what,
            By = by,
            At = After(known, now),
        };
        // A link is asked about when it is used: by then its owner may have been given a role.
        var waits =
            by is not null
            && (
                what == GivenAccess.Link
                || AccessConfirmation.IsNeeded(what)
                || (what == GivenAccess.SignOn && await IsWeightyAsync(db, user, ct))
            );
        if (!waits)
        {
            grant.Confirm(null, now, onHost);
        }

        db.AccessGrants.Add(grant);
        return grant;
    }

    private static async Task<bool> IsWeightyAsync(GovernanceDbContext db, UserId user, CancellationToken ct) =>
        (await AccessReader.AssignedRolesOf(db, user.Number).ToListAsync(ct)).Exists(AccessConfirmation.IsNeeded);

    // What this action added is not in the database yet.
    private static async Task<List<AccessGrant>> RowsAsync(GovernanceDbContext db, UserId user, string what, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var stored = await db.AccessGrants.Where(g => g.User == user && g.What == what).ToListAsync(ct);
        return [.. stored.Union(db.AccessGrants.Local.Where(g => g.User == user && g.What == what))];
    }

    // Two of one kind at one instant are kept distinct by a millisecond.
    private static DateTimeOffset After(List<AccessGrant> known, DateTimeOffset now)
    {
        var at = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        return known.Count > 0 && known.Max(r => r.At) is var last && last >= at ? last.AddMilliseconds(1) : at;
    }
}
