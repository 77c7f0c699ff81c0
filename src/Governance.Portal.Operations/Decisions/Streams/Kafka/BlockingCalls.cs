namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// Calls of librdkafka that block, each on a thread of its own. Whoever asked may leave at any time; what the calls use is given back only
/// when the last of them has ended, because they run in memory that .NET does not look after.
/// </summary>
internal sealed class BlockingCalls(TimeProvider clock)
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private Task _last = Task.CompletedTask;

    /// <summary>Runs a call.</summary>
    public Task<T> RunAsync<T>(Func<T> call, CancellationToken ct)
    {
        var running = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _last = _last.IsCompleted ? running : Task.WhenAll(_last, running);
        return running.WaitAsync(ct);
    }

    /// <summary>Gives back what the calls use, once they have ended; nobody waits long for it.</summary>
    public async Task EndAsync(Action release)
    {
        var ended = Task.Run(async () =>
        {
            await _last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            release();
        });
        try
        {
            await ended.WaitAsync(s_farewell, clock);
        }
        catch (TimeoutException)
        {
            // A broker that says nothing holds it until its own bound.
        }
    }
}
