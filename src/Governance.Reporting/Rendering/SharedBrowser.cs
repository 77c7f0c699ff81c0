using Microsoft.Playwright;

namespace Governance.Reporting.Rendering;

/// <summary>One browser process and the jobs on it; a retired one closes when its last job leaves.</summary>
internal sealed class SharedBrowser(IPlaywright playwright, IBrowser browser)
{
    private readonly Lock _lock = new();
    private Task<IPage>? _ahead;
    private int _inside;
    private int _served;
    private bool _retired;
    private bool _closed;

    public IBrowser Browser { get; } = browser;

    public bool IsUsable => Browser.IsConnected;

    public bool TryEnter(int mostJobs)
    {
        lock (_lock)
        {
            if (_retired || _closed || _served >= mostJobs)
            {
                return false;
            }

            _inside++;
            _served++;
            return true;
        }
    }

    /// <summary>The empty page that was opened ahead, in a context that no job had; null when there is none.</summary>
    public Task<IPage>? TakePage() => Interlocked.Exchange(ref _ahead, null);

    /// <summary>Opens the page of the next job, which so need not wait for it. It ends with the browser.</summary>
    public void OpenAhead(Func<Task<IPage>> open)
    {
        lock (_lock)
        {
            if (_retired || _closed || _ahead is not null)
            {
                return;
            }

            _ahead = open();
            // The next job hears of what went wrong; without one, no one need.
            _ = _ahead.ContinueWith(
                static opened => opened.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
        }
    }

    public Task LeaveAsync()
    {
        bool last;
        lock (_lock)
        {
            _inside--;
            last = _retired && _inside == 0;
        }

        return last ? CloseAsync() : Task.CompletedTask;
    }

    /// <summary>No new jobs; closes now when idle, else with its last job.</summary>
    public Task RetireAsync()
    {
        bool idle;
        lock (_lock)
        {
            _retired = true;
            idle = _inside == 0;
        }

        return idle ? CloseAsync() : Task.CompletedTask;
    }

    /// <summary>Ends the process now, whatever runs on it.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        try
        {
            await Browser.CloseAsync();
        }
        catch (Exception e) when (e is PlaywrightException or IOException or ObjectDisposedException)
        {
            // Already dead: what closing is for has happened.
        }
        finally
        {
            playwright.Dispose();
        }
    }
}
