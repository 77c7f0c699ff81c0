using Governance.Portal.Features.Audit.Witnesses;

namespace Governance.Portal.Features.Audit.Anchors;

/// <summary>Looks every second whether an anchor or a witness is due.</summary>
internal sealed partial class WatchJob(PushAnchors anchors, AskWitnesses witnesses, TimeProvider clock, ILogger<WatchJob> logger) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(LoopAsync(anchors.RunAsync, "anchors", stoppingToken), LoopAsync(witnesses.RunAsync, "witnesses", stoppingToken));

    private async Task LoopAsync(Func<CancellationToken, Task> round, string whom, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(s_period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                try
                {
                    await round(ct);
                }
#pragma warning disable CA1031 // A database that is away for a moment must not end the watch; the log says what it was.
                catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogFailed(e, whom);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    [LoggerMessage(1522, LogLevel.Error, "The round of {Whom} failed; the next one tries again")]
    private partial void LogFailed(Exception e, string whom);
}
