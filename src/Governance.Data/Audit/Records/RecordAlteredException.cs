using Governance.Domain;

namespace Governance.Data.Audit.Records;

/// <summary>A row is not what the log states of it: nothing is decided on it, and nothing is written over it.</summary>
public sealed class RecordAlteredException : Exception
{
    /// <summary>Makes one without words.</summary>
    public RecordAlteredException()
        : this("A stored record is not what the audit log states of it.") { }

    /// <summary>Makes one.</summary>
    public RecordAlteredException(string message)
        : base(message) { }

    /// <summary>Makes one.</summary>
    public RecordAlteredException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>What the caller is told.</summary>
    public Refusal Refusal =>
        new(
            RecordIntegrity.Code,
            $"{Message} No decision relies on it. Inform an administrator: db check names what was changed.",
            RefusalKind.Unavailable
        );
}
