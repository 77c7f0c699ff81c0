using Governance.Data.Audit;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Looks every few seconds at what is due.</summary>
internal sealed partial class PostureJob(KeepPostures keep, LogTip tip, TimeProvider clock, ILogger<PostureJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(15), clock)
{
    /// <summary>How long a node keeps its turn without judging: a page of deployments takes less.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // That a version no longer decides shows by the time that passes alone.
    protected override TimeSpan LooksAtLeastEvery => TimeSpan.FromMinutes(1);

    public override Task RunAsync(CancellationToken ct) => keep.RunAsync(ct);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => keep.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1482, LogLevel.Error, "Evaluating deployments failed; the next attempt is in a few seconds")]
    private partial void LogFailed(Exception e);
}
