namespace Governance.Portal.Hosting;

/// <summary>Does something again and again in the background. What fails is told in the log and done again at its time: a database that is away for a moment ends no job for good.</summary>
internal abstract class PeriodicJob(TimeSpan every, TimeProvider clock) : BackgroundService
{
    /// <summary>Does it once.</summary>
    protected abstract Task RunAsync(CancellationToken ct);

    /// <summary>Says that it failed.</summary>
    protected abstract void Tell(Exception problem);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it is, the next time is due as usual.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Tell(e);
            }
        }
    }
}
