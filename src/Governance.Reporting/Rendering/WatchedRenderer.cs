namespace Governance.Reporting.Rendering;

/// <summary>
/// Remembers whether the converter answers: one that is installed and hangs at every document is as good as none, and only what became of
/// the last documents tells. Each document is tried all the same.
/// </summary>
/// <param name="inner">The converter.</param>
/// <param name="time">Says when it began to fail.</param>
public sealed class WatchedRenderer(IPdfRenderer inner, TimeProvider time) : IPdfRenderer
{
    /// <summary>Documents in a row without an answer after which it counts as away; one may be the document's own fault.</summary>
    public const int SilencesUntilAway = 3;

    private readonly Lock _lock = new();
    private (int Silences, DateTimeOffset? Since) _state;

    /// <inheritdoc/>
    public RendererAvailability Availability => inner.Availability;

    /// <summary>Documents in a row that it gave no answer to, and since when; none after one that it printed.</summary>
    public (int Silences, DateTimeOffset? Since) State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>True when it is installed and answers.</summary>
    public bool IsThere => Availability.IsAvailable && State.Silences < SilencesUntilAway;

    /// <inheritdoc/>
    public Task<byte[]> RenderAsync(string html, CancellationToken cancellationToken) =>
        WatchAsync(() => inner.RenderAsync(html, cancellationToken));

    /// <inheritdoc/>
    public Task<byte[]> PictureAsync(string html, int width, CancellationToken cancellationToken) =>
        WatchAsync(() => inner.PictureAsync(html, width, cancellationToken));

    private async Task<byte[]> WatchAsync(Func<Task<byte[]>> print)
    {
        try
        {
            var printed = await print();
            Set(_ => (0, null));
            return printed;
        }
        catch (Exception e) when (e is ReportsUnavailableException or ReportRenderingException { IsSilence: true })
        {
            Set(before => (before.Silences + 1, before.Since ?? time.GetUtcNow()));
            throw;
        }
    }

    private void Set(Func<(int Silences, DateTimeOffset? Since), (int, DateTimeOffset?)> change)
    {
        lock (_lock)
        {
            _state = change(_state);
        }
    }
}
