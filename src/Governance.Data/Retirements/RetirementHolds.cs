using Governance.Domain.Retirements;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Retirements;

/// <summary>Which retirement of a version is under way.</summary>
public static class RetirementHolds
{
    /// <summary>
    /// The retirement of a version that is not over, tracked, with what the running action has queued; null when there is none.
    /// </summary>
    public static async Task<Retirement?> LiveAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var local = db.Retirements.Local.FirstOrDefault(r => r.IsLive && r.Versions.Any(v => v.Model == model && v.Version == version));
        return local
            ?? (
                await db
                    .Retirements.Where(r =>
                        (r.State == RetirementState.UnderWay || r.State == RetirementState.ToSign)
                        && r.Versions.Any(v => v.Model == model && v.Version == version)
                    )
                    .OrderBy(r => r.Id)
                    .Take(1)
                    .ToListAsync(ct)
            ).FirstOrDefault(r => r.IsLive);
    }
}
