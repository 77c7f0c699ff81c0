using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>
/// Marks notifications as read or unread. Personal, and so no entry of the log; refused while the log is damaged, as every other write.
/// </summary>
public sealed class MarkNotifications(IDbContextFactory<GovernanceDbContext> dbFactory, ChangeFeed feed, TimeProvider clock)
{
    private const int AtOnce = 500;

    /// <summary>Marks one.</summary>
    public async Task<Result<int>> RunAsync(Actor actor, long id, bool read, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.LogDamage is not null)
        {
            return ActionRunner.Damaged;
        }

        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        if (
            await db.Notifications.SingleOrDefaultAsync(n => n.Id == id && n.Person == person && kinds.Contains(n.Kind), ct)
            is not { } found
        )
        {
            return NotificationRefusals.NotFound;
        }

        return await SaveAsync(db, person, found.Mark(read, clock.GetLocalNow()) ? 1 : 0, ct);
    }

    /// <summary>Marks a line of the inbox: one notification, or all alerts of one model and window.</summary>
    public async Task<Result<int>> LineAsync(Actor actor, long id, bool read, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.LogDamage is not null)
        {
            return ActionRunner.Damaged;
        }

        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        var own = db.Notifications.Where(n => n.Person == person && kinds.Contains(n.Kind));
        if (await own.SingleOrDefaultAsync(n => n.Id == id, ct) is not { } found)
        {
            return NotificationRefusals.NotFound;
        }

        var line = found.Kind is not NotificationKind.AlertRaised
            ? [found]
            : await own.Where(n =>
                    n.Kind == NotificationKind.AlertRaised && n.Link == found.Link && n.Stage == found.Stage && (n.ReadAt == null) == read
                )
                .OrderBy(n => n.Id)
                .Take(AtOnce)
                .ToListAsync(ct);
        var now = clock.GetLocalNow();
        return await SaveAsync(db, person, line.Count(n => n.Mark(read, now)), ct);
    }

    /// <summary>What was marked together.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="At">The one time that stands on all of them.</param>
    public sealed record Marked(int Count, DateTimeOffset At);

    /// <summary>Marks as unread again what was marked together at that time.</summary>
    public async Task<Result<int>> UndoAllAsync(Actor actor, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.LogDamage is not null)
        {
            return ActionRunner.Damaged;
        }

        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var person = readable.Value.Person;
        var marked = 0;
        for (
            List<Notification> some;
            (
                some = await db
                    .Notifications.Where(n => n.Person == person && n.ReadAt == at)
                    .OrderBy(n => n.Id)
                    .Take(AtOnce)
                    .ToListAsync(ct)
            ).Count > 0;

        )
        {
            marked += some.Count(n => n.Mark(read: false, at));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }

        return await SaveAsync(db, person, marked, ct);
    }

    /// <summary>Marks everything as read that there is now, of one kind or of all.</summary>
    public async Task<Result<Marked>> AllAsync(Actor actor, NotificationKind? kind, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.LogDamage is not null)
        {
            return ActionRunner.Damaged;
        }

        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        var (marked, at) = (0, clock.GetLocalNow());
        for (
            List<Notification> some;
            (
                some = await db
                    .Notifications.Where(n =>
                        n.Person == person && n.ReadAt == null && kinds.Contains(n.Kind) && (kind == null || n.Kind == kind)
                    )
                    .OrderBy(n => n.Id)
                    .Take(AtOnce)
                    .ToListAsync(ct)
            ).Count > 0;

        )
        {
            marked += some.Count(n => n.Mark(read: true, at));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }

        await SaveAsync(db, person, marked, ct);
        return new Marked(marked, at);
    }

    private async Task<Result<int>> SaveAsync(GovernanceDbContext db, UserId person, int marked, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        if (marked > 0)
        {
            Inbox.Changed(feed, [person]);
        }

        return marked;
    }
}
