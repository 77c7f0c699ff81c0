using Governance.Data.Audit;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Administration.Audit.Anchors;

/// <summary>Looks every second whether an anchor is due.</summary>
internal sealed partial class AnchorJob(PushAnchors anchors, LogTip tip, TimeProvider clock, ILogger<AnchorJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(1), clock)
{
    public override Task RunAsync(CancellationToken ct) => anchors.RunAsync(ct);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => anchors.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1522, LogLevel.Error, "Sending checkpoints to anchors failed; the next round tries again")]
    private partial void LogFailed(Exception e);
}
