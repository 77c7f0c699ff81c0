using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Jobs;
using Governance.Reporting;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Reports;

/// <summary>
/// Makes reports in the background, as many at a time on this node as <c>Reports__MaxConcurrent</c> says. The database is the queue:
/// what was asked for before a restart, or left unfinished by a node that died, is taken up again.
/// </summary>
internal sealed partial class ReportJob(
    MakeReport make,
    WorkProgress<ReportId> progress,
    IOptions<ReportOptions> options,
    IConfiguration configuration,
    LogTip tip,
    TimeProvider clock,
    ILogger<ReportJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(20), clock, atOnce: true, rounds: options.Value.MaxConcurrent)
{
    public override Task RunAsync(CancellationToken ct) => make.RunAsync(ct);

    // SQLite has one serving process: whatever ran before it started was abandoned. Elsewhere another node may be at work.
    protected override Task BeginAsync(CancellationToken ct) =>
        DataServices.KindOf(configuration.Database()) is DatabaseKind.Sqlite ? make.FreeAsync(ct) : Task.CompletedTask;

    protected override IDisposable Listen() => progress.Listen(Wake);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => make.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1611, LogLevel.Error, "The report job failed; it runs again soon")]
    private partial void LogFailed(Exception e);
}
