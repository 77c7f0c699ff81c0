using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>
/// Follows the log and notifies people of what concerns them. Every change writes its entry in its own transaction, so what was committed
/// leads to notifications and what was rolled back does not. They are written in the transaction in which the follower moves on.
/// </summary>
internal sealed partial class FollowNotifications(
    LogFollowers followers,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IEnumerable<INotificationSource> sources,
    NotifyPeople notify,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<FollowNotifications> logger
)
{
    /// <summary>Name of the follower.</summary>
    public const string Name = "notifications";

    /// <summary>Begins at the log's end, unless it has begun already.</summary>
    /// <param name="fromTheBeginning">True for a demo: its whole story is told.</param>
    /// <param name="ct">Cancels.</param>
    public async Task BeginAsync(bool fromTheBeginning, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await LogFollowers.BeginAsync(db, Name, fromTheBeginning ? 0 : null, ct);
    }

    /// <summary>Notifies everyone of everything new, and returns.</summary>
    public Task<int> CatchUpAsync(CancellationToken ct)
    {
        var turn = new Turn();
        return followers.CatchUpAsync(Name, (db, entries, token) => HandleAsync(db, entries, turn, token), Terms(turn), ct);
    }

    // Pages are refreshed after the commit of the batch that was written: one batch at a time.
    private FollowTerms Terms(Turn turn) => new() { Committed = () => Inbox.Changed(feed, turn.Told) };

    private async Task HandleAsync(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, Turn turn, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        var context = new NotificationContext(db, now);
        var news = new List<(NotificationEvent, DateTimeOffset)>();
        foreach (var entry in entries.Where(e => !e.Event.Refused))
        {
            foreach (
                var source in sources.Where(t =>
                    t.Actions.Any(a =>
                        a.EndsWith('.') ? entry.Event.Action.StartsWith(a, StringComparison.Ordinal) : entry.Event.Action == a
                    )
                )
            )
            {
                news.AddRange((await ReadAsync(source, context, entry, ct)).Select(n => (n, entry.Event.Time)));
            }
        }

        var told = new HashSet<UserId>(await notify.RunAsync(db, news, ct));
        foreach (var entry in entries.Where(e => !e.Event.Refused))
        {
            await SettleAsync(db, entry, told, now, ct);
        }

        turn.Told = told;
    }

    // Only notifications from before the entry: later ones ask again.
    private static async Task SettleAsync(
        GovernanceDbContext db,
        FollowedEntry entry,
        HashSet<UserId> told,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var index = entry.Index;
        if (
            Settlement.Of(entry.Event.Action) is not { } settled
            || (settled.Member is null ? entry.Event.Subject : entry.Event.Text(settled.Member)) is not { } subject
            || (settled.OnlyTheirs && NotificationContext.PersonOf(entry.Event.Actor) is null)
        )
        {
            return;
        }

        var kinds = settled.Kinds;
        await db
            .Notifications.Where(n =>
                n.Subject == subject && n.ReadAt == null && kinds.Contains(n.Kind) && (n.LogIndex == null || n.LogIndex < index)
            )
            .LoadAsync(ct);
        var person = settled.OnlyTheirs ? NotificationContext.PersonOf(entry.Event.Actor) : null;
        foreach (
            var one in db.Notifications.Local.Where(n =>
                n.Subject == subject
                && kinds.Contains(n.Kind)
                && (n.LogIndex is null || n.LogIndex < index)
                && (person is null || n.Person == person)
            )
        )
        {
            if (one.Mark(read: true, now))
            {
                told.Add(one.Person);
            }
        }
    }

    private async Task<IReadOnlyList<NotificationEvent>> ReadAsync(
        INotificationSource source,
        NotificationContext context,
        FollowedEntry entry,
        CancellationToken ct
    )
    {
        try
        {
            return await source.ReadAsync(context, entry, ct);
        }
#pragma warning disable CA1031 // One entry that fails must not keep everyone from being notified of all later ones.
        catch (Exception e)
            when (e is not (OperationCanceledException or DbException or DbUpdateException) && e.InnerException is not DbException)
#pragma warning restore CA1031
        {
            LogNotTold(e, entry.Index, entry.Event.Action);
            return [];
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "Entry {Index} ({Action}) could not be turned into notifications")]
    private partial void LogNotTold(Exception e, long index, string action);

    private sealed class Turn
    {
        public IReadOnlySet<UserId> Told { get; set; } = new HashSet<UserId>();
    }
}

/// <summary>
/// Follows the log while the portal runs. It begins before the first request is served, so that nothing done here goes untold.
/// </summary>
internal sealed partial class NotificationJob(
    FollowNotifications follow,
    LogFollowers followers,
    ChangeFeed feed,
    LogTip tip,
    TimeProvider clock,
    ILogger<NotificationJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(1), clock, atOnce: true)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await follow.BeginAsync(fromTheBeginning: false, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override Task RunAsync(CancellationToken ct) => follow.CatchUpAsync(ct);

    protected override LogTip? Tip => tip;

    protected override async Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        tip.Mark is { } mark && await followers.HasSeenAsync(FollowNotifications.Name, mark.Next, ct) ? null : TimeSpan.Zero;

    protected override IDisposable Listen() => feed.Subscribe([], _ => Wake());

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1541, LogLevel.Error, "Notifications could not follow the log; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
