using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Features.Notifications.Telling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Notifications.Reminders;

/// <summary>Looks at what is due, and tells those who have not been told yet.</summary>
internal sealed class RemindPeople(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<IReminderSource> sources, TellPeople tell, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Runs it.</summary>
    /// <returns>How many people were told something.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var told = new HashSet<UserId>();
        foreach (var source in sources)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var now = clock.GetUtcNow();
            var news = await source.DueAsync(new TellContext(db, now), ct);
            if (news.Count == 0)
            {
                continue;
            }

            var people = await tell.RunAsync(db, [.. news.Select(n => (n, now))], ct);
            try
            {
                await db.SaveChangesAsync(ct);
                told.UnionWith(people);
            }
            catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
            {
                // Another node told them at the same moment: the unique key has held, and what it has not told yet is told at the next look.
            }
        }

        Inbox.Changed(feed, told);
        return told.Count;
    }
}

/// <summary>Reminds, collects daily mails, and forgets what is old, every so often.</summary>
internal sealed partial class ReminderJob(RemindPeople remind, KeepInboxes keep, IOptions<NotificationsOptions> options, TimeProvider clock, ILogger<ReminderJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.CheckSeconds), clock);
        do
        {
            try
            {
                await remind.RunAsync(stoppingToken);
                await keep.CollectAsync(stoppingToken);
                await keep.ForgetAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a minute must not end the reminders.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2102, LogLevel.Error, "Looking for what is due failed; the next look comes as usual")]
    private partial void LogFailed(Exception e);
}
