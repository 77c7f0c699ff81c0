using Governance.Data;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Facts;

/// <summary>The versions that count for a system.</summary>
public static class ServedVersions
{
    /// <summary>Of each model the versions in production, or the newest where none is.</summary>
    /// <param name="db">A context.</param>
    /// <param name="models">Names of the models.</param>
    /// <param name="system">A system whose models are meant too, where models name it.</param>
    public static IQueryable<ModelVersion> Of(GovernanceDbContext db, IReadOnlyList<string> models, string? system = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .Versions.Where(v =>
                (models.Contains(v.Model) || (system != null && db.Models.Any(m => m.Name == v.Model && m.System == system)))
                && (
                    v.Stage == Stage.Production
                    || (
                        !db.Versions.Any(p => p.Model == v.Model && p.Stage == Stage.Production)
                        && !db.Versions.Any(later => later.Model == v.Model && later.Number > v.Number)
                    )
                )
            )
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Number);
    }
}
