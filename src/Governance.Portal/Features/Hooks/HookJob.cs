namespace Governance.Portal.Features.Hooks;

/// <summary>Answers code hosts in the background. The database is the queue.</summary>
internal sealed partial class HookJob(AnswerHooks answers, TimeProvider clock, ILogger<HookJob> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await answers.RunAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the job for good.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(1421, LogLevel.Error, "Answering code hosts failed; the next look is due as usual")]
    private partial void LogFailed(Exception e);
}
