using Governance.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Integrations;

/// <summary>Delivers events in the background: at once when this process commits something, and every second for what others append and what is due again.</summary>
internal sealed partial class IntegrationJob(
    DeliverEvents deliver, IDbContextFactory<GovernanceDbContext> dbFactory, ChangeFeed feed, IOptions<IntegrationsOptions> options, TimeProvider clock, ILogger<IntegrationJob> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_prune = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var signal = new FeedSignal(feed, clock);
        var pruned = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await deliver.RunAsync(stoppingToken);
                if (clock.GetUtcNow() is var now && now - pruned > s_prune)
                {
                    await PruneAsync(now, stoppingToken);
                    pruned = now;
                }
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the job for good.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }

            await signal.WaitAsync(s_every, stoppingToken);
        }
    }

    private async Task PruneAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        while (await SteerDestination.PruneAsync(db, now.AddDays(-options.Value.KeepDeliveriesDays), ct) > 0)
        {
            db.ChangeTracker.Clear();
        }
    }

    [LoggerMessage(1553, LogLevel.Error, "Delivering events failed; the next look is due as usual")]
    private partial void LogFailed(Exception e);
}
