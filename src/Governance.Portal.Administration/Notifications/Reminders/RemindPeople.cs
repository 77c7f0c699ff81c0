using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Reminders;

/// <summary>Looks at what is due, and notifies those who have not been notified yet.</summary>
internal sealed class RemindPeople(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IEnumerable<IReminderSource> sources,
    NotifyPeople notify,
    ChangeFeed feed,
    TimeProvider clock
)
{
    /// <summary>Runs it.</summary>
    /// <returns>How many people were notified.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var told = new HashSet<UserId>();
        foreach (var source in sources)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var now = clock.GetLocalNow();
            var news = await source.DueAsync(new NotificationContext(db, now), ct);
            if (news.Count == 0)
            {
                continue;
            }

            var people = await notify.RunAsync(db, [.. news.Select(n => (n, now))], ct);
            try
            {
                await db.SaveChangesAsync(ct);
                told.UnionWith(people);
            }
            catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
            {
                // Another node told them at the same moment: the unique key has held, and what it has not told yet is told at the next
                // look.
            }
        }

        Inbox.Changed(feed, told);
        return told.Count;
    }
}

/// <summary>Reminds, collects daily mails, and forgets what is old, every so often.</summary>
internal sealed partial class ReminderJob(
    RemindPeople remind,
    PruneInboxes prune,
    IOptions<NotificationsOptions> options,
    LogTip tip,
    TimeProvider clock,
    ILogger<ReminderJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(options.Value.CheckSeconds), clock, atOnce: true)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await remind.RunAsync(ct);
        await prune.CollectAsync(ct);
        await prune.ForgetAsync(ct);
    }

    protected override LogTip? Tip => tip;

    // What becomes due by the time that passes is due by the hour or day.
    protected override TimeSpan LooksAtLeastEvery => TimeSpan.FromMinutes(5);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2102, LogLevel.Error, "Looking for what is due failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
