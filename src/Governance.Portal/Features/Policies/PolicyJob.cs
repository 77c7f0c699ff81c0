using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Policies;

/// <summary>Looks into the policy folder from time to time, and erases reported decisions whose time is over.</summary>
internal sealed partial class PolicyJob(SyncPolicies sync, StoreEngineLog engines, IOptions<PolicySyncOptions> options, TimeProvider clock, ILogger<PolicyJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the start of the host does not wait for it
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.Minutes), clock);
        do
        {
            try
            {
                await sync.RunAsync(stoppingToken);
                await engines.EraseAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database or a checkout that is away for a minute must not end the job for good.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1413, LogLevel.Error, "Looking into the policy folder failed; the next look is due as usual")]
    private partial void LogFailed(Exception e);
}
