namespace Governance.Portal.Kernel.Files;

/// <summary>A table that was sent cannot be read; the message says where and why, for the person who sent it.</summary>
public sealed class TableFileException : Exception
{
    /// <summary>Says where and why.</summary>
    public TableFileException(string message)
        : base(message) { }

    /// <summary>Says where and why, and what a reader found.</summary>
    public TableFileException(string message, Exception inner)
        : base(message, inner) { }
}
