namespace Governance.Portal.Kernel.Components.States;

/// <summary>
/// Reads a page again once, for however many changes were heard before it began, and never inside the call that tells of them: an action
/// that a page has started would otherwise wait for every page that shows the same thing, its own first, before it could lead on.
/// </summary>
/// <param name="dispatch">Runs work in the page's turn: <c>ComponentBase.InvokeAsync</c>.</param>
/// <param name="reload">Reads again; deals with its own failures.</param>
/// <param name="pause">The least time from one reading to the next; the first is never waited for.</param>
/// <param name="clock">Measures it.</param>
public sealed class ReloadQueue(Func<Func<Task>, Task> dispatch, Func<Task> reload, TimeSpan pause = default, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private int _asked;
    private long? _began;

    /// <summary>Asks for a reload. May be called from any thread.</summary>
    public void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
        {
            _ = dispatch(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        if (_began is { } before && pause - _clock.GetElapsedTime(before) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, _clock);
        }

        // From here on a change is news: what is read now may be older than it.
        Volatile.Write(ref _asked, 0);
        _began = _clock.GetTimestamp();
        await reload();
    }
}
