using Governance.Data;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>The furthest stage of models, which follows from the stages of their versions. Each model stands in exactly one.</summary>
public static class ModelStages
{
    /// <summary>Those of some models that stand in a stage.</summary>
    public static IQueryable<Model> In(GovernanceDbContext db, IQueryable<Model> models, Stage stage)
    {
        ArgumentNullException.ThrowIfNull(db);
        return stage switch
        {
            Stage.Production => models.Where(m => db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Production)),
            Stage.Staging => models.Where(m =>
                db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Staging)
                && !db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Production)
            ),
            Stage.Development => models.Where(m =>
                !db.Versions.Any(v => v.Model == m.Name && (v.Stage == Stage.Production || v.Stage == Stage.Staging))
                && (db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Development) || !db.Versions.Any(v => v.Model == m.Name))
            ),
            Stage.Retired => models.Where(m =>
                db.Versions.Any(v => v.Model == m.Name) && !db.Versions.Any(v => v.Model == m.Name && v.Stage != Stage.Retired)
            ),
        };
    }

    /// <summary>How many models stand in a stage, by risk class; a class that none has is left out.</summary>
    public static async Task<IReadOnlyList<(RiskClass? Class, int Models)>> CountAsync(
        GovernanceDbContext db,
        Stage stage,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var counts = await In(db, db.Models.AsNoTracking(), stage)
            .GroupBy(m => m.RiskClass)
            .Select(g => new { Class = g.Key, Models = g.Count() })
            .ToListAsync(ct);
        return [.. counts.Select(c => (c.Class, c.Models))];
    }
}
