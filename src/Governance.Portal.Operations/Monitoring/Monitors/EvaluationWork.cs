using System.Collections.Concurrent;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// What this node is doing about windows. What is to be done stands in the database; this only wakes the job and says how far it is.
/// </summary>
public sealed class EvaluationWork
{
    private readonly ConcurrentDictionary<WindowId, string> _steps = new();

    private event EventHandler? Waiting;

    /// <summary>Raised on any thread when a window of this node takes its next step.</summary>
    public event EventHandler<WindowId>? Moved;

    /// <summary>Says that something waits.</summary>
    public void Wake() => Waiting?.Invoke(this, EventArgs.Empty);

    /// <summary>Calls whenever something is said to wait, on any thread, until disposed.</summary>
    public IDisposable Listen(Action waiting)
    {
        void Hear(object? sender, EventArgs waits) => waiting();
        Waiting += Hear;
        return new OnDispose(() => Waiting -= Hear);
    }

    /// <summary>The step a window is at on this node, or null.</summary>
    public string? StepOf(WindowId window) => _steps.GetValueOrDefault(window);

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
