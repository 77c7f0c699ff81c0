using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Jobs;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Signs about once a second when there is something new.</summary>
internal sealed partial class CheckpointJob(
    CheckpointSigner signer,
    LogReader reader,
    LogTip tip,
    TimeProvider clock,
    ILogger<CheckpointJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(1), clock, atOnce: true)
{
    // The log as it was known when all of it was signed.
    private LogMark? _signed;

    protected override LogTip? Tip => tip;

    protected override async Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        tip.Mark is { } mark && (await reader.CheckpointAsync(ct))?.Size == mark.Next ? null : TimeSpan.Zero;

    // What this node still answers is signed before it ends: it may be the only one.
    protected override bool GoesOnWhileDraining => true;

    public override async Task RunAsync(CancellationToken ct)
    {
        var mark = tip.Mark;
        if (mark is null || mark != _signed)
        {
            var checkpoint = await signer.SignAsync(ct);
            _signed = checkpoint?.Size == mark?.Next ? mark : null;
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1504, LogLevel.Error, "Signing a checkpoint failed; the next try is due in a second")]
    private partial void LogFailed(Exception e);
}

/// <summary>Verifies the whole log after the start and from time to time.</summary>
internal sealed partial class LogSelfCheckJob(
    LogSelfCheck check,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<LogSelfCheckJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(options.Value.SelfCheckMinutes), clock, atOnce: true)
{
    public override Task RunAsync(CancellationToken ct) => check.RunAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1505, LogLevel.Error, "The audit log could not be verified; the next verification is due as usual")]
    private partial void LogFailed(Exception e);
}
