namespace Governance.Data;

/// <summary>
/// The flow of execution in which this was made, for what others call later: language and data scope of a page are its reader's, not those
/// of the person or job that has something to say to it.
/// </summary>
public sealed class OwnFlow
{
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();

    /// <summary>Does something in it, on the calling thread.</summary>
    /// <param name="action">What is done; what it throws is thrown here.</param>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_flow is null)
        {
            action();
            return;
        }

        ExecutionContext.Run(_flow, static action => ((Action)action!)(), action);
    }
}
