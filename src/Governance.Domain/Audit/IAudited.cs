namespace Governance.Domain.Audit;

/// <summary>A thing whose every change must be named in the log, in the same transaction. The guard refuses a save without it.</summary>
public interface IAudited
{
    /// <summary>The readable id under which the log knows this thing.</summary>
    string AuditSubject { get; }
}
