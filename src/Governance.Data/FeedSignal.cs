namespace Governance.Data;

/// <summary>Waits for the next commit of this process, or for some time: other nodes and host commands commit too.</summary>
public sealed class FeedSignal : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);
    private readonly TimeProvider _clock;
    private readonly IDisposable _hearing;

    /// <summary>Listens until disposed.</summary>
    public FeedSignal(ChangeFeed feed, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(feed);
        _clock = clock;
        _hearing = feed.Subscribe([], _ => Wake());
    }

    /// <summary>Returns when something was committed since the last return, at the latest after a time.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(most, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await _woken.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It is time to look.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hearing.Dispose();
        _woken.Dispose();
    }

    private void Wake()
    {
        try
        {
            if (_woken.CurrentCount == 0)
            {
                _woken.Release();
            }
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Two committed at once, or whoever waited has gone.
        }
    }
}
