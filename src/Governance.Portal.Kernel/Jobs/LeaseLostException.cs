namespace Governance.Portal.Kernel.Jobs;

/// <summary>
/// The claim under which this node worked ran out, and another node may have the row: nothing more is sent, and nothing of it written.
/// </summary>
public sealed class LeaseLostException : Exception
{
    /// <summary>Says so.</summary>
    public LeaseLostException()
        : base("The claim ran out while this node stood still. What it had begun is another node's now.") { }

    /// <summary>Says so in other words.</summary>
    public LeaseLostException(string message)
        : base(message) { }

    /// <summary>Says so in other words, with what led to it.</summary>
    public LeaseLostException(string message, Exception innerException)
        : base(message, innerException) { }
}
