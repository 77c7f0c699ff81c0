using System.Collections.Concurrent;

namespace Governance.Portal.Kernel.Jobs;

/// <summary>
/// What this node is doing about a queue. What is to be done stands in the database; this only wakes the job and says how far it is.
/// </summary>
/// <typeparam name="TId">What an item is known by.</typeparam>
public sealed class WorkProgress<TId>
    where TId : notnull
{
    private readonly ConcurrentDictionary<TId, string> _steps = new();

    private event EventHandler? Waiting;

    /// <summary>Raised on any thread when an item takes its next step on this node.</summary>
    public event EventHandler<TId>? Moved;

    /// <summary>Says that something waits.</summary>
    public void Wake() => Waiting?.Invoke(this, EventArgs.Empty);

    /// <summary>Calls whenever something is said to wait, on any thread, until disposed.</summary>
    public IDisposable Listen(Action waiting)
    {
        void Hear(object? sender, EventArgs waits) => waiting();
        Waiting += Hear;
        return new OnDispose(() => Waiting -= Hear);
    }

    /// <summary>The step an item is at on this node, or null when it is not worked on here.</summary>
    public string? StepOf(TId id) => _steps.GetValueOrDefault(id);

    /// <summary>Takes the next step.</summary>
    public void Enter(TId id, string words)
    {
        _steps[id] = words;
        Moved?.Invoke(this, id);
    }

    /// <summary>Is done with an item, however it ended.</summary>
    public void Leave(TId id)
    {
        _steps.TryRemove(id, out _);
        Moved?.Invoke(this, id);
    }
}
