using Governance.Data;
using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Loads promotions under the lock of their model.</summary>
public static class PromotionLoader
{
    /// <summary>
    /// Loads a promotion for a change. Its model is locked first, so that no other action changes the facts of the bundle meanwhile.
    /// </summary>
    public static async Task<Promotion?> LockAsync(GovernanceDbContext db, PromotionId id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.LockModelOfAsync(id, ct) is null ? null : await db.Promotions.SingleAsync(p => p.Id == id, ct);
    }
}
