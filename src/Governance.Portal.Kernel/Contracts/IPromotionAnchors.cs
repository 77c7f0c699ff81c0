using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Asks the log and the sealed statements whether a promotion is what its rows say: a row alone opens nothing.</summary>
public interface IPromotionAnchors
{
    /// <summary>Why a promotion may not be relied on; null when log, statements and rows agree.</summary>
    Task<Refusal?> RefusesAsync(GovernanceDbContext db, ReliedOn asked, CancellationToken ct);

    /// <summary>What a permit says, once its seal is verified and its row and the log agree with it.</summary>
    Task<Result<PermitStatement>> ReadAsync(GovernanceDbContext db, DeploymentPermit permit, CancellationToken ct);
}
