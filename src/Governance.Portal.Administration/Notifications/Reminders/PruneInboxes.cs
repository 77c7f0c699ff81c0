using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Collects daily mails at the hour each person chose, and removes notifications and deliveries that are old.</summary>
internal sealed class PruneInboxes(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    MailSwitch mail,
    IOptions<NotificationsOptions> options,
    TimeProvider clock,
    DatabaseClock time
)
{
    private const int AtOnce = 500;

    /// <summary>Asks for the daily mail of everyone whose hour has come and who has something in it.</summary>
    /// <returns>How many mails were asked for.</returns>
    public async Task<int> CollectAsync(CancellationToken ct)
    {
        if (!mail.IsOn)
        {
            return 0;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var people = await db
            .Notifications.AsNoTracking()
            .Where(n => n.ForDigest && n.DigestKey == null)
            .Select(n => n.Person)
            .Distinct()
            .OrderBy(p => p)
            .Take(AtOnce)
            .ToListAsync(ct);
        var asked = 0;
        foreach (var person in people)
        {
            asked += await CollectAsync(db, person, now, ct) ? 1 : 0;
            db.ChangeTracker.Clear();
        }

        return asked;
    }

    /// <summary>Removes what was read long ago, and what was not read for twice as long; deliveries with them.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var (read, unread) = (now.AddDays(-options.Value.KeepDays), now.AddDays(-2 * options.Value.KeepDays));
        db.Notifications.RemoveRange(
            await db
                .Notifications.Where(n => (n.ReadAt != null && n.ReadAt < read) || n.CreatedAt < unread)
                .OrderBy(n => n.Id)
                .Take(AtOnce)
                .ToListAsync(ct)
        );
        db.Dispatches.RemoveRange(
            await db.Dispatches.Where(d => d.EndedAt != null && d.EndedAt < unread).OrderBy(d => d.Id).Take(AtOnce).ToListAsync(ct)
        );
        await db.SaveChangesAsync(ct);
    }

    private async Task<bool> CollectAsync(GovernanceDbContext db, UserId person, DateTimeOffset now, CancellationToken ct)
    {
        var own =
            await db.NotificationPreferences.AsNoTracking().SingleOrDefaultAsync(p => p.Person == person, ct)
            ?? NotificationPreferences.Default(person);
        var key = $"digest/{own.DigestDay(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        var recipient = person.ToString();
        if (await db.Dispatches.AnyAsync(d => d.Recipient == recipient && d.Key == key, ct))
        {
            return false; // today's has gone: what came since waits for tomorrow's
        }

        var until = own.LastDigest(now);
        var waiting = await db
            .Notifications.Where(n => n.Person == person && n.ForDigest && n.DigestKey == null && n.CreatedAt <= until)
            .OrderBy(n => n.Id)
            .Take(AtOnce)
            .ToListAsync(ct);
        if (waiting.Count == 0)
        {
            return false;
        }

        foreach (var one in waiting)
        {
            one.Collect(key);
        }

        var due = await time.NowAsync(db, ct);
        db.Dispatches.Add(Dispatch.To(recipient, key, null, due, due));
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // another node collects
        }
    }
}
