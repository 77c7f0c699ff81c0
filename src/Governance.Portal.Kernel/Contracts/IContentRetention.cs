namespace Governance.Portal.Kernel.Contracts;

/// <summary>Content that has a retention like that of decisions. Asked by the job that erases theirs, at each of its rounds.</summary>
public interface IContentRetention
{
    /// <summary>Erases what is kept longer than its policy says, and records how much.</summary>
    Task EraseAsync(CancellationToken ct);
}
