namespace Governance.Portal.Kernel.Components.States;

/// <summary>
/// Reads a page again once, for however many changes were heard before it began, and never inside the call that tells of them: an action
/// that a page has started would otherwise wait for every page that shows the same thing, its own first, before it could lead on.
/// </summary>
/// <param name="dispatch">Runs work in the page's turn: <c>ComponentBase.InvokeAsync</c>.</param>
/// <param name="reload">Reads again; deals with its own failures.</param>
public sealed class ReloadQueue(Func<Func<Task>, Task> dispatch, Func<Task> reload)
{
    private int _asked;

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
        // From here on a change is news: what is read now may be older than it.
        Volatile.Write(ref _asked, 0);
        await reload();
    }
}
