using Governance.Data.Audit;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// Evaluates windows in the background, one at a time on this node: measuring a table may take gigabytes. The database is the queue.
/// </summary>
internal sealed partial class EvaluationJob(
    EvaluateWindow evaluate,
    SendRetrainCalls retrain,
    WorkProgress<WindowId> progress,
    LogTip tip,
    TimeProvider clock,
    ILogger<EvaluationJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(20), clock, atOnce: true)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        await evaluate.RunAsync(ct);
        await retrain.RunAsync(ct);
    }

    protected override IDisposable Listen() => progress.Listen(Wake);

    protected override LogTip? Tip => tip;

    protected override async Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        await evaluate.UntilDueAsync(ct) ?? await retrain.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1631, LogLevel.Error, "The monitoring job failed; it runs again soon")]
    private partial void LogFailed(Exception e);
}
