using Governance.Data;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>The assessment of a model's tier that counts, with its model.</summary>
public sealed class TierInForce
{
    /// <summary>The assessment.</summary>
    public required TierAssessment Tier { get; init; }

    /// <summary>The model.</summary>
    public required Model Model { get; init; }
}

/// <summary>Finds the tiers that count.</summary>
public static class TiersInForce
{
    /// <summary>The newest assessment in force of each model.</summary>
    public static IQueryable<TierInForce> TiersInForceNow(this GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .TierAssessments.AsNoTracking()
            .Where(t =>
                t.State == TierState.InForce
                && !db.TierAssessments.Any(n => n.Model == t.Model && n.State == TierState.InForce && (int)(object)n.Id > (int)(object)t.Id)
            )
            .Join(db.Models, t => t.Model, m => m.Name, (t, m) => new TierInForce { Tier = t, Model = m });
    }
}
