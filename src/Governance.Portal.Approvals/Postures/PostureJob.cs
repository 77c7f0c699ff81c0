using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Looks every few seconds at what is due.</summary>
internal sealed partial class PostureJob(KeepPostures keep, TimeProvider clock, ILogger<PostureJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(15), clock)
{
    /// <summary>How long a node keeps its turn without judging: a page of deployments takes less.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public override Task RunAsync(CancellationToken ct) => keep.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1482, LogLevel.Error, "Evaluating deployments failed; the next attempt is in a few seconds")]
    private partial void LogFailed(Exception e);
}
