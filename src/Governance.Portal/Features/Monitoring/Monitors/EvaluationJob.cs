namespace Governance.Portal.Features.Monitoring.Monitors;

/// <summary>Evaluates windows in the background, one at a time on this node: measuring a table may take gigabytes. The database is the queue.</summary>
internal sealed partial class EvaluationJob(EvaluateWindow evaluate, SendRetrainCalls retrain, EvaluationWork work, TimeProvider clock, ILogger<EvaluationJob> logger) : BackgroundService
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the start of the host does not wait for the first look into the database
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await evaluate.NextAsync(stoppingToken))
                {
                }

                await retrain.RunAsync(stoppingToken);
                await work.WaitAsync(s_lookAgain, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end monitoring; the log says what it was.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(e);
                await PauseAsync(stoppingToken);
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

    [LoggerMessage(1631, LogLevel.Error, "The monitoring job failed; it looks again soon")]
    private partial void LogFailed(Exception e);
}
