using Microsoft.Playwright;

namespace Governance.Reporting.Rendering;

/// <summary>One browser process and the jobs on it; a retired one closes when its last job leaves.</summary>
internal sealed class SharedBrowser(IPlaywright playwright, IBrowser browser)
{
    private readonly Lock _lock = new();
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
