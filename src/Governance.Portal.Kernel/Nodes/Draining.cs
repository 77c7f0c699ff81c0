namespace Governance.Portal.Kernel.Nodes;

/// <summary>Whether this node is about to end.</summary>
public sealed class Draining
{
    private int _isOn;

    /// <summary>Raised once, when it is said.</summary>
    public event EventHandler? Began;

    /// <summary>True from SIGTERM on: no new visitor should be sent here.</summary>
    public bool IsOn => Volatile.Read(ref _isOn) != 0;

    /// <summary>Says that it is about to end.</summary>
    /// <returns>False when it was said before.</returns>
    public bool Begin()
    {
        if (Interlocked.Exchange(ref _isOn, 1) != 0)
        {
            return false;
        }

        Began?.Invoke(this, EventArgs.Empty);
        return true;
    }
}
