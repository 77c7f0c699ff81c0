namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something whose absence only degrades the node, such as the report renderer.</summary>
public interface IReadinessCheck
{
    /// <summary>True when it is there.</summary>
    Task<bool> IsReadyAsync(CancellationToken ct);
}
