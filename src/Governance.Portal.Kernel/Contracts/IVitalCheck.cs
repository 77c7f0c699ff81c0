namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something without which the node must not serve, such as an audit log that is whole.</summary>
public interface IVitalCheck
{
    /// <summary>What is wrong, in a sentence for the server's log; null when all is well. Answers fast and changes nothing.</summary>
    Task<string?> FindFaultAsync(CancellationToken ct);
}
