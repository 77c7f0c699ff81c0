using Governance.Data;
using Governance.Portal.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Notifications;

/// <summary>
/// Lets the bells of this node hear what another node has told. One question every few seconds for all pages together; with SQLite there is one
/// node, and the feed has said it already.
/// </summary>
internal sealed partial class InboxPulse(IDbContextFactory<GovernanceDbContext> dbFactory, ChangeFeed feed, IConfiguration configuration, TimeProvider clock, ILogger<InboxPulse> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DataServices.KindOf(configuration.Database()) is DatabaseKind.Sqlite)
        {
            return;
        }

        await Task.Yield();
        long? seen = null;
        using var timer = new PeriodicTimer(s_every, clock);
        do
        {
            try
            {
                await using var db = await dbFactory.CreateDbContextAsync(stoppingToken);
                if (seen is { } last)
                {
                    var fresh = await db.Notifications.AsNoTracking().Where(n => n.Id > last).OrderBy(n => n.Id).Select(n => new { n.Id, n.Person }).Take(5_000).ToListAsync(stoppingToken);
                    seen = fresh.Count > 0 ? fresh[^1].Id : last;
                    Inbox.Changed(feed, fresh.Select(n => n.Person).Distinct());
                }
                else
                {
                    seen = await db.Notifications.MaxAsync(n => (long?)n.Id, stoppingToken) ?? 0;
                }
            }
#pragma warning disable CA1031 // A bell that is late is no reason to stop looking.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2104, LogLevel.Warning, "Looking for new notifications failed; the next look comes as usual")]
    private partial void LogFailed(Exception e);
}
