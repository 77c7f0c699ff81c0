using Governance.Domain;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Receipts of log entries: proof and signed checkpoint in one file that verifies offline.</summary>
public interface ILogReceipts
{
    /// <summary>
    /// The receipt of an entry. An entry that no checkpoint covers yet has one signed, or waits for another node's signer.
    /// </summary>
    Task<Result<TlogProof>> ForAsync(long index, CancellationToken ct);
}
