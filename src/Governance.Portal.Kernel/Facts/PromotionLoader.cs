using Governance.Data;
using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

public static class PromotionLoader
{
    /// <summary>
    /// Loads a promotion for a change. Its model is held first, so that no other action changes the facts of the bundle meanwhile.
    /// </summary>
    public static async Task<Promotion?> HoldAsync(GovernanceDbContext db, PromotionId id, CancellationToken ct)
    {
        if (await db.Promotions.Where(p => p.Id == id).Select(p => p.Model).SingleOrDefaultAsync(ct) is not { } model)
        {
            return null;
        }

        await db.HoldModelAsync(model, ct);
        return await db.Promotions.SingleAsync(p => p.Id == id, ct);
    }
}
