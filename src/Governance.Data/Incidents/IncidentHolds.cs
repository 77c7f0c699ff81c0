using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Incidents;

/// <summary>Which incident keeps a version where it is.</summary>
public static class IncidentHolds
{
    /// <summary>
    /// The oldest incident that blocks the deployment of a version and whose evidence is not frozen yet: before it is, the version is not
    /// rolled back. Null when there is none.
    /// </summary>
    public static async Task<IncidentId?> AwaitingEvidenceAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var held = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i =>
                i.FrozenAt == null
                && i.Versions.Any(v => v.Model == model && v.Version == version && v.HeldAt != null && v.ReleasedAt == null)
            )
            .OrderBy(i => i.Id)
            .Select(i => i.Id)
            .Take(1)
            .ToListAsync(ct);
        return held.Count == 0 ? null : held[0];
    }
}
