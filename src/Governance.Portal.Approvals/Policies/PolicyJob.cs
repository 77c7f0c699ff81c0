using Governance.Portal.Kernel.Jobs;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Looks into the policy folder from time to time, and erases reported decisions whose time is over.</summary>
internal sealed partial class PolicyJob(
    SyncPolicies sync,
    StoreEngineLog engines,
    IOptions<PolicySyncOptions> options,
    TimeProvider clock,
    ILogger<PolicyJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(options.Value.Minutes), clock, atOnce: true)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await sync.RunAsync(ct);
        await engines.EraseAsync(ct);
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1413, LogLevel.Error, "Reading the policy folder failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
