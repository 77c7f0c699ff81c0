using System.Text.Json;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>
/// Writes notifications, and the mails and channel messages that follow from them, into an open transaction. Each person is notified once
/// per key.
/// </summary>
internal sealed class NotifyPeople(MailSwitch mail, DatabaseClock time)
{
    /// <summary>Runs it; saving is the caller's.</summary>
    /// <param name="db">The open transaction.</param>
    /// <param name="news">The events, each with its time: of the log entry, or now.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Whose inboxes changed.</returns>
    public async Task<IReadOnlySet<UserId>> RunAsync(
        GovernanceDbContext db,
        IReadOnlyList<(NotificationEvent Event, DateTimeOffset At)> news,
        CancellationToken ct
    )
    {
        var told = new HashSet<UserId>();
        if (news.Count == 0)
        {
            return told;
        }

        // What is sent outside is due by the clock of all nodes: any of them may send it.
        var now = await time.NowAsync(db, ct);
        var recipients = news.SelectMany(n => n.Event.Recipients).Distinct().ToList();
        var people = await ReadersAsync(db, recipients, ct);
        var within = await ReadersWithin.LoadAsync(db, recipients, ct);
        var wanted = (await within.CutAsync(db, news, ct))
            .SelectMany(n => n.Event.Readers(within.In(n.Event, people)).Select(person => (n.Event, n.At, Person: person)))
            .DistinctBy(w => (w.Person, w.Event.Key))
            .ToList();
        var ids = wanted.Select(w => w.Person).Distinct().ToList();
        var keys = wanted.Select(w => w.Event.Key).Distinct().ToList();
        var known = (
            await db
                .Notifications.AsNoTracking()
                .Where(n => ids.Contains(n.Person) && keys.Contains(n.Key))
                .Select(n => new { n.Person, n.Key })
                .ToListAsync(ct)
        )
            .Select(n => (n.Person, n.Key))
            .ToHashSet();
        var preferences = mail.IsOn
            ? await db.NotificationPreferences.AsNoTracking().Where(p => ids.Contains(p.Person)).ToDictionaryAsync(p => p.Person, ct)
            : [];
        foreach (
            var (about, at, person) in wanted.Where(w =>
                w.Event.Stage is not NotificationStage.Over && !known.Contains((w.Person, w.Event.Key))
            )
        )
        {
            var own = preferences.GetValueOrDefault(person) ?? NotificationPreferences.Default(person);
            var mode = mail.IsOn ? own.MailOf(about.Kind) : MailMode.Never;
            db.Notifications.Add(Notification.Of(about, person, mode is MailMode.Digest, at));
            if (mode is MailMode.Now)
            {
                db.Dispatches.Add(Dispatch.To(person.ToString(), about.Key, null, own.MailAt(about.Kind, now), now));
            }

            told.Add(person);
        }

        await ToChannelsAsync(db, news, now, ct);
        return told;
    }

    private static async Task ToChannelsAsync(
        GovernanceDbContext db,
        IReadOnlyList<(NotificationEvent Event, DateTimeOffset At)> news,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var channels = await db.NotificationChannels.AsNoTracking().Where(c => c.IsOn).OrderBy(c => c.Id).ToListAsync(ct);
        if (channels.Count == 0)
        {
            return;
        }

        var (recipients, keys) = (channels.Select(c => c.Id.ToString()).ToList(), news.Select(n => n.Event.Key).Distinct().ToList());
        var known = (
            await db
                .Dispatches.AsNoTracking()
                .Where(d => recipients.Contains(d.Recipient) && keys.Contains(d.Key))
                .Select(d => new { d.Recipient, d.Key })
                .ToListAsync(ct)
        )
            .Select(d => (d.Recipient, d.Key))
            .ToHashSet();
        foreach (var channel in channels)
        {
            foreach (var (about, at) in news.Where(n => channel.Takes(n.Event) && known.Add((channel.Id.ToString(), n.Event.Key))))
            {
                db.Dispatches.Add(
                    Dispatch.To(channel.Id.ToString(), about.Key, JsonSerializer.Serialize(ChannelMessage.Of(about, at)), now, now)
                );
            }
        }
    }

    private static async Task<IReadOnlyDictionary<UserId, Reader>> ReadersAsync(
        GovernanceDbContext db,
        IReadOnlyList<UserId> people,
        CancellationToken ct
    )
    {
        var numbers = people.Select(p => p.Number).ToList();
        var users = await db
            .Users.AsNoTracking()
            .Where(u => numbers.Contains(u.Id))
            .Select(u => new { u.Id, u.DisabledAt })
            .ToListAsync(ct);
        var byUser = (await AccessReader.InForce(db).Where(h => numbers.Contains(h.User)).ToListAsync(ct)).ToLookup(
            h => h.User,
            h => h.Role
        );
        return users.ToDictionary(
            u => new UserId(u.Id),
            u => new Reader(new UserId(u.Id), u.DisabledAt is null, byUser[u.Id].ToHashSet(StringComparer.Ordinal))
        );
    }
}

/// <summary>Refreshes the open pages of a person when their inbox changed.</summary>
internal static class Inbox
{
    /// <summary>What a person's bell and list listen to.</summary>
    public static string Of(UserId person) => $"inbox:{person}";

    /// <summary>Says that inboxes changed.</summary>
    public static void Changed(ChangeFeed feed, IEnumerable<UserId> people) =>
        feed.Announce([.. people.Select(p => new Change("notification.changed", Of(p)))]);
}
