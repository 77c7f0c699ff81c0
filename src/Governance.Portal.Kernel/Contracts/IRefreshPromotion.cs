using Governance.Domain;
using Governance.Domain.Approvals;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Brings a promotion up to date before a decision on it: hashes the artifact again, runs the gate again when its last run is old,
/// and evaluates the promotion on what is found.
/// </summary>
public interface IRefreshPromotion
{
    /// <summary>Runs as an action of its own. A promotion that is unknown or closed is left alone.</summary>
    Task<Result<Done>> RunAsync(PromotionId id, CancellationToken ct);
}
