using Governance.Data;
using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Finds what an emergency override left behind.</summary>
public static class UnsettledOverrides
{
    /// <summary>
    /// Overrides that ended while a version deployed under them still runs and was not signed since: it has to be signed or rolled back.
    /// </summary>
    public static IQueryable<EmergencyOverride> Unsettled(this GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .Overrides.AsNoTracking()
            .Where(o =>
                o.State == OverrideState.Ended
                && o.UsedAt != null
                && o.End != OverrideEnd.Approved
                && db.Deployments.Any(d => d.Model == o.Model && d.Override == o.Id && d.Until == null)
                && !db.Promotions.Any(p =>
                    p.Id == o.Promotion && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
                )
            );
    }
}
