using Governance.Data;
using Governance.Portal.Kernel.Configuration;
using Governance.Reporting;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Reports;

/// <summary>
/// Makes reports in the background, as many at a time on this node as <c>Reports__MaxConcurrent</c> says. The database is the queue:
/// what was asked for before a restart, or left unfinished by a node that died, is taken up again.
/// </summary>
internal sealed partial class ReportJob(
    MakeReport make,
    ReportWork work,
    IOptions<ReportOptions> options,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<ReportJob> logger
) : BackgroundService
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the start of the host does not wait for the first look into the database
        // Gathering and storing take their time beside printing, and printing may wait for its turn.
        var most = options.Value.Timeout * 2;
        if (DataServices.KindOf(configuration.Database()) is DatabaseKind.Sqlite)
        {
            await FreeAsync(stoppingToken);
        }

        await Task.WhenAll(Enumerable.Range(0, options.Value.MaxConcurrent).Select(_ => LoopAsync(most, stoppingToken)));
    }

    // SQLite has one serving process: whatever ran before it started was abandoned. Elsewhere another node may be at work.
    private async Task FreeAsync(CancellationToken ct)
    {
        try
        {
            await make.FreeAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The loops see it too.
        }
#pragma warning disable CA1031 // What is not freed now is free when its time is over.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLoopFailed(e);
        }
    }

    private async Task LoopAsync(TimeSpan most, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                while (await make.NextAsync(most, ct)) { }

                await work.WaitAsync(s_lookAgain, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the making of reports; the log says what it was.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogLoopFailed(e);
                await PauseAsync(ct);
            }
        }
    }

    private async Task PauseAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(s_lookAgain, clock, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The loop's own condition ends it.
        }
    }

    [LoggerMessage(1611, LogLevel.Error, "The report job failed; it looks again soon")]
    private partial void LogLoopFailed(Exception e);
}
