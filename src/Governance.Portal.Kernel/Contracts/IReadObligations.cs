using Governance.Data;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>How AI systems stand before the law, for those who sum it up.</summary>
public interface IReadObligations
{
    /// <summary>How some systems stand, in their order.</summary>
    Task<IReadOnlyList<SystemStanding>> OfAsync(GovernanceDbContext db, IReadOnlyList<AiSystem> systems, CancellationToken ct);
}
