using Governance.Data.Audit;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>Looks every second whether a witness is due.</summary>
internal sealed partial class WitnessJob(AskWitnesses witnesses, LogTip tip, TimeProvider clock, ILogger<WitnessJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(1), clock)
{
    public override Task RunAsync(CancellationToken ct) => witnesses.RunAsync(ct);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => witnesses.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1524, LogLevel.Error, "Asking witnesses for cosignatures failed; the next round tries again")]
    private partial void LogFailed(Exception e);
}
