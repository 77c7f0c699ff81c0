using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Notifications;

/// <summary>Marks notifications as read or unread. Personal, and so no entry of the log.</summary>
public sealed class MarkNotifications(IDbContextFactory<GovernanceDbContext> dbFactory, ChangeFeed feed, TimeProvider clock)
{
    private const int AtOnce = 500;

    /// <summary>Marks one.</summary>
    public async Task<Result<int>> RunAsync(Actor actor, long id, bool read, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetUtcNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        if (await db.Notifications.SingleOrDefaultAsync(n => n.Id == id && n.Person == person && kinds.Contains(n.Kind), ct) is not { } found)
        {
            return NotificationRefusals.NotFound;
        }

        return await SaveAsync(db, person, found.Mark(read, clock.GetUtcNow()) ? 1 : 0, ct);
    }

    /// <summary>Marks everything as read that there is now, of one kind or of all.</summary>
    public async Task<Result<int>> AllAsync(Actor actor, NotificationKind? kind, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetUtcNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        var marked = 0;
        for (List<Notification> some; (some = await db.Notifications.Where(n => n.Person == person && n.ReadAt == null && kinds.Contains(n.Kind) && (kind == null || n.Kind == kind))
            .OrderBy(n => n.Id).Take(AtOnce).ToListAsync(ct)).Count > 0;)
        {
            marked += some.Count(n => n.Mark(read: true, clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }

        return await SaveAsync(db, person, marked, ct);
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
