using Governance.Domain;

namespace Governance.Data;

/// <summary>Measures actions: how long each takes and how it ends.</summary>
public interface IActionWatch
{
    /// <summary>An action begins.</summary>
    /// <returns>Disposed when it is over.</returns>
    IActionTiming Begin(Attempt attempt);
}

/// <summary>The measurement of one action.</summary>
public interface IActionTiming : IDisposable
{
    /// <summary>Says how it ended. One that is disposed without this has thrown.</summary>
    /// <param name="refusal">Why it was refused; null when it was done.</param>
    void End(Refusal? refusal);
}
