using System.Collections.Concurrent;
using System.Threading.Channels;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Features.Monitoring.Monitors;

/// <summary>What this node is doing about windows. What is to be done stands in the database; this only wakes the job and says how far it is.</summary>
public sealed class EvaluationWork(TimeProvider clock)
{
    // One place is enough: whoever is woken looks at everything that waits.
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<WindowId, string> _steps = new();

    /// <summary>Raised on any thread when a window of this node takes its next step.</summary>
    public event EventHandler<WindowId>? Moved;

    /// <summary>Says that something waits.</summary>
    public void Wake() => _bell.Writer.TryWrite(true);

    /// <summary>The step a window is at on this node, or null.</summary>
    public string? StepOf(WindowId window) => _steps.GetValueOrDefault(window);

    /// <summary>Waits until something was said to wait, or the time is over: another node may have left work behind.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(most, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await _bell.Reader.ReadAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over: look again.
        }
    }

    internal void Enter(WindowId window, string words)
    {
        _steps[window] = words;
        Moved?.Invoke(this, window);
    }

    internal void Leave(WindowId window)
    {
        _steps.TryRemove(window, out _);
        Moved?.Invoke(this, window);
    }
}
