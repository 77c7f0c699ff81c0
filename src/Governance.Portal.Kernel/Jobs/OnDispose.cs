namespace Governance.Portal.Kernel.Jobs;

/// <summary>Does something when it is disposed: takes back what was set or subscribed before.</summary>
/// <param name="ending">What to do then.</param>
public sealed class OnDispose(Action ending) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => ending();
}
