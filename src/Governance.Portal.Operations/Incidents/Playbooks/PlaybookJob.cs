using Governance.Data.Audit;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Sends what steps of playbooks ask of other systems, in the background. The database is the queue.</summary>
internal sealed partial class PlaybookJob(
    SendPlaybookCalls send,
    WorkProgress<IncidentId> calls,
    LogTip tip,
    TimeProvider clock,
    ILogger<PlaybookJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    public override async Task RunAsync(CancellationToken ct) => await send.RunAsync(ct);

    protected override IDisposable Listen() => calls.Listen(Wake);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => send.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1637, LogLevel.Error, "The playbook job failed; it runs again soon")]
    private partial void LogFailed(Exception e);
}
