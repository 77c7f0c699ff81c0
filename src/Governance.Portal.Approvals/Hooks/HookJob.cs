using Governance.Data.Audit;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Answers code hosts in the background. The database is the queue.</summary>
internal sealed partial class HookJob(AnswerHooks answers, LogTip tip, TimeProvider clock, ILogger<HookJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(10), clock)
{
    public override Task RunAsync(CancellationToken ct) => answers.RunAsync(ct);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => answers.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1421, LogLevel.Error, "Answering code hosts failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
