namespace Governance.Portal.Kernel.Jobs;

/// <summary>Work that was begun several times and each time ended the process, or went down with it. Its message is for people.</summary>
public sealed class WorkSetAsideException : Exception
{
    /// <summary>What people read.</summary>
    public const string Words =
        "The portal's process ended three times while it worked on this, so it is not tried again automatically. Start it again once the "
        + "reason is known; an administrator can find it in the server's log.";

    /// <summary>The usual words.</summary>
    public WorkSetAsideException()
        : base(Words) { }

    /// <summary>Other words.</summary>
    /// <param name="message">What people read.</param>
    public WorkSetAsideException(string message)
        : base(message) { }

    /// <summary>Other words.</summary>
    /// <param name="message">What people read.</param>
    /// <param name="innerException">Its cause.</param>
    public WorkSetAsideException(string message, Exception innerException)
        : base(message, innerException) { }
}
