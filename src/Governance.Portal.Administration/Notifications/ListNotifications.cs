using System.Globalization;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>A notification as its recipient sees it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">Kind of notification, such as <c>sign-off-asked</c>.</param>
/// <param name="Stage"><c>new</c>, <c>ahead</c> (its due time is near), <c>late</c> or <c>escalated</c>.</param>
/// <param name="Urgency"><c>low</c>, <c>normal</c>, <c>high</c> or <c>urgent</c>.</param>
/// <param name="Subject">Readable id of the record it is about.</param>
/// <param name="Title">Title in one line.</param>
/// <param name="Detail">A second line, or null.</param>
/// <param name="Link">Path of the page for it.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="ReadAt">When it was read, or null.</param>
/// <param name="LogIndex">Index of the audit log entry that it is based on; null for reminders.</param>
public sealed record NotificationView(
    long Id,
    NotificationKind Kind,
    NotificationStage Stage,
    Urgency Urgency,
    string Subject,
    string Title,
    string? Detail,
    string Link,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt,
    long? LogIndex
);

/// <summary>A page of a person's notifications, line by line.</summary>
/// <param name="Page">The lines, with how many there are.</param>
/// <param name="All">How many notifications are in all lines: each alert of a line counts.</param>
/// <param name="Unread">How many wait to be read, of every kind.</param>
public sealed record NotificationLines(PageOf<NotificationLine> Page, int All, int Unread);

/// <summary>Which notifications.</summary>
/// <param name="Unread">Only those that were not read.</param>
/// <param name="Kind">Only of this kind.</param>
public sealed record NotificationFilter(bool Unread, NotificationKind? Kind)
{
    /// <summary>Reads the words of an address; the first that is none of ours is refused by name.</summary>
    public static Result<NotificationFilter> Parse(string? state, string? kind)
    {
        if (state is not (null or "" or "unread" or "all"))
        {
            return Refusal.Field("notification.state-unknown", "state", $"Use unread or all as the state.");
        }

        if (string.IsNullOrEmpty(kind))
        {
            return new NotificationFilter(state is not "all", null);
        }

        return WireName.TryParse<NotificationKind>(kind, out var known)
            ? new NotificationFilter(state is not "all", known)
            : NotificationRefusals.KindUnknown;
    }
}

/// <summary>
/// Lists what a person was told, the newest first, in the language in force. What their roles no longer let them read is not shown, nor
/// counted.
/// </summary>
public sealed class ListNotifications(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    // Of all groups on a page together: more is read on the model's own page.
    private const int MaxInGroups = 500;

    // Of these the lines of the first pages are made; the bell counts no further.
    private const int MaxNewest = 200;

    // Of these the lines of the bell are made, unless most of them say the same.
    private const int MaxInBell = 20;

    /// <summary>A page for programs.</summary>
    public async Task<Result<ApiPage<NotificationView>>> RunAsync(
        Actor actor,
        NotificationFilter filter,
        ListQuery query,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        var below = long.MaxValue;
        if (
            query.Cursor is not null
            && (
                !Cursor.TryDecode(query.Cursor, 1, out var keys)
                || !long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out below)
            )
        )
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var own = await OwnAsync(db, actor, filter, ct);
        if (own.Refusal is { } nobody)
        {
            return nobody;
        }

        var rows = await own.Value.Rows.Where(n => n.Id < below).OrderByDescending(n => n.Id).Take(take.Value + 1).ToListAsync(ct);
        return new ApiPage<NotificationView>(
            [.. rows.Take(take.Value).Select(n => View(n, own.Value.Zone))],
            rows.Count > take.Value ? Cursor.Encode(rows[take.Value - 1].Id.ToString(CultureInfo.InvariantCulture)) : null
        );
    }

    /// <summary>
    /// A page by its place, several alerts of one model and window as one line; with how many lines and how many notifications there are,
    /// and how many of all are unread.
    /// </summary>
    public async Task<Result<NotificationLines>> LinesAsync(
        Actor actor,
        NotificationFilter filter,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readable = await ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        var (all, zone) = (RowsOf(db, person, kinds, filter), await ZoneAsync(db, person, ct));
        var (heads, _) = await HeadsAsync(all, skip, take, ct);
        var links = heads.Where(h => h.Count > 1).Select(h => h.Row.Link).ToList();
        var members = (
            await all.Where(n => n.Kind == NotificationKind.AlertRaised && links.Contains(n.Link))
                .OrderByDescending(n => n.Id)
                .Take(MaxInGroups)
                .ToListAsync(ct)
        ).ToLookup(n => (n.Link, n.Stage));
        // Counted by kind, from an index alone; what is not an alert is a line of its own.
        var counts = await RowsOf(db, person, kinds, new(Unread: false, null))
            .GroupBy(n => n.Kind)
            .Select(g => new
            {
                Kind = g.Key,
                All = g.Count(),
                Unread = g.Count(n => n.ReadAt == null),
            })
            .ToListAsync(ct);
        var alerts = await Newest(all.Where(n => n.Kind == NotificationKind.AlertRaised)).CountAsync(ct);
        var asked = counts
            .Where(c => filter.Kind is null || c.Kind == filter.Kind)
            .Select(c => (c.Kind, Count: filter.Unread ? c.Unread : c.All))
            .ToList();
        return new NotificationLines(
            new PageOf<NotificationLine>(
                [
                    .. heads.Select(h =>
                        Line(h.Row, h.Count, zone, h.Count > 1 ? members[(h.Row.Link, h.Row.Stage)].Select(n => View(n, zone)) : [])
                    ),
                ],
                alerts + asked.Where(c => c.Kind is not NotificationKind.AlertRaised).Sum(c => c.Count)
            ),
            asked.Sum(c => c.Count),
            counts.Sum(c => c.Unread)
        );
    }

    /// <summary>
    /// The newest lines, for the bell on every page, with how many notifications there are, counted to <see cref="MaxNewest"/>. It does not
    /// show what is in a group. Both come by one statement, but where the newest are of large groups of alerts.
    /// </summary>
    internal async Task<Result<PageOf<NotificationLine>>> NewestAsync(
        Actor actor,
        NotificationFilter filter,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readable = await ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        var all = RowsOf(db, person, kinds, filter);
        var newest = await all.OrderByDescending(n => n.Id)
            .Take(MaxInBell)
            .Select(n => new
            {
                Row = n,
                // The conditions name the row, though they hold for every one: EF would ask what depends on none in a statement of its own.
                Zone = db.NotificationPreferences.Where(p => p.Person == n.Person).Select(p => p.TimeZone).SingleOrDefault(),
                // Counted for the newest alone: a condition that names its row is looked at again for each.
                Looked = n.Id == all.Where(m => m.Person == n.Person).OrderByDescending(m => m.Id).Select(m => m.Id).First()
                    ? all.Where(m => m.Person == n.Person).OrderByDescending(m => m.Id).Take(MaxNewest).Count()
                    : 0,
            })
            .ToListAsync(ct);
        if (newest.Count == 0)
        {
            return new PageOf<NotificationLine>([], 0);
        }

        var (zone, looked) = (ZoneOf(newest[0].Zone), newest[0].Looked);
        var heads = newest
            .GroupBy(n => (Matter: n.Row.Kind is NotificationKind.AlertRaised ? n.Row.Link : n.Row.Key, n.Row.Stage))
            .Select(g => (g.First().Row, Count: g.First().Row.Kind is NotificationKind.AlertRaised ? g.Count() : 1))
            .Take(take)
            .ToList();
        // Of a group of alerts more may lie further back, and where a few groups fill all of them other lines do.
        if (newest.Count < looked && (heads.Count < take || heads.Exists(h => h.Row.Kind is NotificationKind.AlertRaised)))
        {
            (heads, looked) = await HeadsAsync(all, 0, take, ct);
        }

        return new PageOf<NotificationLine>([.. heads.Select(h => Line(h.Row, h.Count, zone, []))], looked);
    }

    /// <summary>A page by its place.</summary>
    public async Task<Result<PageOf<NotificationView>>> PageAsync(
        Actor actor,
        NotificationFilter filter,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var own = await OwnAsync(db, actor, filter, ct);
        if (own.Refusal is { } nobody)
        {
            return nobody;
        }

        var rows = await own.Value.Rows.OrderByDescending(n => n.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<NotificationView>([.. rows.Select(n => View(n, own.Value.Zone))], await own.Value.Rows.CountAsync(ct));
    }

    /// <summary>How many wait to be read, each alert of a line by itself.</summary>
    public async Task<Result<int>> CountUnreadAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readable = await ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        return readable.Refusal is { } nobody
            ? nobody
            : await RowsOf(db, readable.Value.Person, readable.Value.Kinds, new(Unread: true, null)).CountAsync(ct);
    }

    /// <summary>The kinds that the roles a person holds now let them read.</summary>
    internal static async Task<Result<(UserId Person, List<NotificationKind> Kinds)>> ReadableAsync(
        GovernanceDbContext db,
        Actor actor,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (actor.Kind is not ActorKind.User || actor.User is not { } person)
        {
            return NotificationRefusals.PersonNeeded;
        }

        // A role that was switched or taken away leaves the person, and what concerns them alone.
        var access = await AccessReader.LoadAsync(db, actor with { Role = null }, now, ct);
        return access.Refusal is { } gone
            ? gone
            : (person, KindRule.All.Where(r => r.IsReadBy(access.Value.HeldRoles)).Select(r => r.Kind).ToList());
    }

    private async Task<Result<(IQueryable<Notification> Rows, TimeZoneInfo Zone)>> OwnAsync(
        GovernanceDbContext db,
        Actor actor,
        NotificationFilter filter,
        CancellationToken ct
    )
    {
        var readable = await ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        return (RowsOf(db, person, kinds, filter), await ZoneAsync(db, person, ct));
    }

    private static async Task<TimeZoneInfo> ZoneAsync(GovernanceDbContext db, UserId person, CancellationToken ct) =>
        ZoneOf(
            await db.NotificationPreferences.AsNoTracking().Where(p => p.Person == person).Select(p => p.TimeZone).SingleOrDefaultAsync(ct)
        );

    private static IQueryable<Notification> RowsOf(
        GovernanceDbContext db,
        UserId person,
        List<NotificationKind> kinds,
        NotificationFilter filter
    ) =>
        db
            .Notifications.AsNoTracking()
            .Where(n =>
                n.Person == person
                && kinds.Contains(n.Kind)
                && (!filter.Unread || n.ReadAt == null)
                && (filter.Kind == null || n.Kind == filter.Kind)
            );

    private static TimeZoneInfo ZoneOf(string? zone) =>
        zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc;

    // Alerts of one model and window have one address. Everything else is a line of its own: no key comes twice.
    private static IQueryable<long> Newest(IQueryable<Notification> rows) =>
        rows.GroupBy(n => new { Matter = n.Kind == NotificationKind.AlertRaised ? n.Link : n.Key, n.Stage }).Select(g => g.Max(n => n.Id));

    // The lines of a page, and how many notifications were looked at for them: the newest alone wherever they tell what the lines are,
    // however many there are. Only where they make too few lines are all of them grouped.
    private static async Task<(List<(Notification Row, int Count)> Heads, int Looked)> HeadsAsync(
        IQueryable<Notification> rows,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var looked = await rows.OrderByDescending(n => n.Id)
            .Take(MaxNewest)
            .Select(n => new
            {
                n.Id,
                Matter = n.Kind == NotificationKind.AlertRaised ? n.Link : n.Key,
                n.Stage,
            })
            .ToListAsync(ct);
        var first = looked.DistinctBy(n => (n.Matter, n.Stage)).Select(n => n.Id).ToList();
        if (looked.Count < MaxNewest || first.Count >= skip + take)
        {
            var ids = first.Skip(skip).Take(take).ToList();
            return (await CountedAsync(rows, rows.Where(n => ids.Contains(n.Id)).OrderByDescending(n => n.Id), ct), looked.Count);
        }

        var newest = Newest(rows);
        var page = rows.Where(n => newest.Contains(n.Id)).OrderByDescending(n => n.Id).Skip(skip).Take(take);
        return (await CountedAsync(rows, page, ct), looked.Count);
    }

    // The first of each group with how many of these rows are in it.
    private static async Task<List<(Notification Row, int Count)>> CountedAsync(
        IQueryable<Notification> rows,
        IQueryable<Notification> heads,
        CancellationToken ct
    )
    {
        var counted = await heads
            .Select(n => new
            {
                Row = n,
                Count = n.Kind == NotificationKind.AlertRaised
                    ? rows.Count(m => m.Kind == NotificationKind.AlertRaised && m.Link == n.Link && m.Stage == n.Stage)
                    : 1,
            })
            .ToListAsync(ct);
        return [.. counted.Select(h => (h.Row, h.Count))];
    }

    private static NotificationLine Line(Notification newest, int count, TimeZoneInfo zone, IEnumerable<NotificationView> members)
    {
        var view = View(newest, zone);
        return count == 1
            ? new NotificationLine(view, view.Title, 1, [])
            : new NotificationLine(
                view,
                NotificationTexts.OfGroup(newest, count, zone, PageNotificationRenderer.Instance),
                count,
                [.. members]
            );
    }

    private static NotificationView View(Notification n, TimeZoneInfo zone)
    {
        var text = NotificationTexts.Of(n, zone, PageNotificationRenderer.Instance);
        return new NotificationView(
            n.Id,
            n.Kind,
            n.Stage,
            n.Urgency,
            n.Subject,
            text.Title,
            text.Detail,
            n.Link,
            n.CreatedAt,
            n.ReadAt,
            n.LogIndex
        );
    }
}
