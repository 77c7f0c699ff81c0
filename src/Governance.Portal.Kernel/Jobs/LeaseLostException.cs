namespace Governance.Portal.Kernel.Jobs;

/// <summary>
/// The claim under which this node worked ran out, and another node may have the row: nothing more is sent, and nothing of it written.
/// </summary>
public sealed class LeaseLostException : Exception
{
    /// <summary>Says so.</summary>
    public LeaseLostException()
        : base("The lease ran out while this node was frozen. Another node has taken over the work.") { }

    /// <summary>Says so in other words.</summary>
    public LeaseLostException(string message)
        : base(message) { }

    /// <summary>Says so in other words, with what led to it.</summary>
    public LeaseLostException(string message, Exception innerException)
        : base(message, innerException) { }
}
