using System.Globalization;
using System.Linq.Expressions;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Which accounts to list.</summary>
/// <param name="Text">Part of name or e-mail address.</param>
/// <param name="Role">A role held.</param>
/// <param name="State">Whether they can be used.</param>
public sealed record UserFilter(string? Text = null, string? Role = null, UserState? State = null);

/// <summary>Reads accounts.</summary>
public sealed class UserQueries(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>One account, or null.</summary>
    public async Task<UserView?> FindAsync(UserId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await RowsAsync(db, db.Users.AsNoTracking().Where(u => u.Id == id.Number), ct);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>People with access that waits for a second person, and that someone other than this person gave and holds.</summary>
    public async Task<IReadOnlyList<UserView>> WaitingAsync(UserId? reader, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var people = (await AccessGivers.WaitingAsync(db, null, clock.GetLocalNow(), ct))
            .Where(w => w.User != reader && w.By != reader)
            .Select(w => w.User.Number)
            .Distinct()
            .ToList();
        return people.Count == 0
            ? []
            : await RowsAsync(
                db,
                db.Users.AsNoTracking().Where(u => people.Contains(u.Id)).OrderBy(u => u.PrintedName).ThenBy(u => u.Id),
                ct
            );
    }

    /// <summary>What a role can be given for.</summary>
    public async Task<RoleScopeChoices> ScopeChoicesAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await RoleScopeChoices.ReadAsync(db, ct);
    }

    /// <summary>Which of some systems are not registered.</summary>
    public async Task<IReadOnlyList<SystemId>> MissingAsync(IReadOnlyCollection<SystemId> systems, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var named = systems.ToList();
        var known = await db.AiSystems.AsNoTracking().Where(s => named.Contains(s.Id)).Select(s => s.Id).ToListAsync(ct);
        return [.. named.Except(known)];
    }

    /// <summary>A page of the administration's table, by name.</summary>
    public async Task<PageOf<UserView>> PageAsync(UserFilter filter, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var users = Filtered(db, filter);
        var total = await users.CountAsync(ct);
        return new PageOf<UserView>(
            await RowsAsync(db, users.OrderBy(u => u.PrintedName).ThenBy(u => u.Id).Skip(skip).Take(take), ct),
            total
        );
    }

    /// <summary>A page of the API's list, by id.</summary>
    public async Task<Result<ApiPage<UserView>>> ListAsync(UserFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var take = query.Take();
        if (!take.IsDone)
        {
            return take.Refusal;
        }

        var after = AfterOf(query.Cursor);
        if (!after.IsDone)
        {
            return after.Refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var last = after.Value;
        var rows = await RowsAsync(db, Filtered(db, filter).Where(u => u.Id > last).OrderBy(u => u.Id).Take(take.Value + 1), ct);
        return Page(rows, take.Value, u => u.Id.Number);
    }

    /// <summary>The number after which a list by id goes on.</summary>
    internal static Result<int> AfterOf(string? cursor)
    {
        if (cursor is null)
        {
            return 0;
        }

        return
            Cursor.TryDecode(cursor, 1, out var keys)
            && int.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Cursor.NotOurs;
    }

    /// <summary>A page of one row more than asked for, which says whether another page follows.</summary>
    internal static ApiPage<T> Page<T>(List<T> rows, int take, Func<T, int> number) =>
        rows.Count <= take
            ? new ApiPage<T>(rows, null)
            : new ApiPage<T>(rows.GetRange(0, take), Cursor.Encode(number(rows[take - 1]).ToString(CultureInfo.InvariantCulture)));

    private IQueryable<User> Filtered(GovernanceDbContext db, UserFilter filter)
    {
        var users = db.Users.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var pattern = SearchText.Pattern(filter.Text.Trim());
            users = users.Where(u => SearchText.Matches(u.Email, pattern) || SearchText.Matches(u.PrintedName, pattern));
        }

        if (filter.Role is { } role)
        {
            users = users.Where(u => db.UserRoles.Any(a => a.UserId == u.Id && db.Roles.Any(r => r.Id == a.RoleId && r.Name == role)));
        }

        return filter.State is { } state ? users.Where(InState(db, state, clock.GetLocalNow())) : users;
    }

    private static Expression<Func<User, bool>> InState(GovernanceDbContext db, UserState state, DateTimeOffset now) =>
        state switch
        {
            UserState.Disabled => u => u.DisabledAt != null,
            UserState.Locked => u => u.DisabledAt == null && u.LockoutEnd > now,
            UserState.Invited => u =>
                u.DisabledAt == null
                && (u.LockoutEnd == null || u.LockoutEnd <= now)
                && u.PasswordHash == null
                && !db.ProviderIdentities.Any(i => (int)(object)i.User == u.Id),
            UserState.Active => u =>
                u.DisabledAt == null
                && (u.LockoutEnd == null || u.LockoutEnd <= now)
                && (u.PasswordHash != null || db.ProviderIdentities.Any(i => (int)(object)i.User == u.Id)),
        };

    private async Task<List<UserView>> RowsAsync(GovernanceDbContext db, IQueryable<User> users, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        var rows = await users
            .Select(u => new
            {
                u.Id,
                u.Email,
                u.PrintedName,
                u.DisabledAt,
                u.LockoutEnd,
                HasPassword = u.PasswordHash != null,
                u.CreatedAt,
                u.BreakGlass,
            })
            .ToListAsync(ct);
        var ids = rows.ConvertAll(r => r.Id);
        var roles = await (
            from held in db.UserRoles
            join role in db.Roles on held.RoleId equals role.Id
            where ids.Contains(held.UserId)
            orderby role.Id
            select new { held.UserId, role.Name }
        ).ToListAsync(ct);
        var people = ids.ConvertAll(id => new UserId(id));
        var signIns = await db
            .Sessions.AsNoTracking()
            .Where(s => people.Contains(s.User))
            .GroupBy(s => s.User)
            .Select(g => new { g.Key, At = g.Max(s => s.OpenedAt) })
            .ToDictionaryAsync(g => g.Key, g => g.At, ct);
        var coded = await db
            .TimeCodeKeys.AsNoTracking()
            .Where(k => people.Contains(k.User) && k.Secret != null)
            .Select(k => k.User)
            .ToListAsync(ct);
        var linked = await db.ProviderIdentities.AsNoTracking().Where(i => people.Contains(i.User)).Select(i => i.User).ToListAsync(ct);
        var scopes = await db.RoleScopes.AsNoTracking().Where(s => people.Contains(s.User)).ToListAsync(ct);
        var waiting = await AccessGivers.WaitingAsync(db, null, now, ct);
        return rows.ConvertAll(r => new UserView(
            new UserId(r.Id),
            r.Email ?? "",
            r.PrintedName,
            [.. roles.Where(h => h.UserId == r.Id).Select(h => h.Name!)],
            r.DisabledAt is not null ? UserState.Disabled
                : r.LockoutEnd > now ? UserState.Locked
                : r.HasPassword || linked.Contains(new UserId(r.Id)) ? UserState.Active
                : UserState.Invited,
            r.CreatedAt,
            signIns.TryGetValue(new UserId(r.Id), out var at) ? at : null
        )
        {
            HasCodes = coded.Contains(new UserId(r.Id)),
            BreakGlass = r.BreakGlass,
            Linked = linked.Contains(new UserId(r.Id)),
            Waiting = [.. waiting.Where(w => w.User == new UserId(r.Id)).Select(w => new WaitingAccessView(w.What, w.By, w.At))],
            // What a role was given for is kept when it is taken; only what is held counts.
            Scopes =
            [
                .. scopes
                    .Where(s => s.User == new UserId(r.Id) && roles.Exists(h => h.UserId == r.Id && h.Name == s.Role))
                    .Select(RoleScopeBody.Of),
            ],
        });
    }
}
