using Governance.Domain.Retirements;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Retirements;

/// <summary>Which retirement shuts the gate for a version, and which one plans it.</summary>
public static class RetirementHolds
{
    /// <summary>The retirement that has stopped it; null when none has.</summary>
    public static async Task<RetirementId?> OfAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var held = await db
            .RetirementVersions.AsNoTracking()
            .Where(v => v.Model == model && v.Version == version && v.StoppedAt != null)
            .OrderBy(v => v.Retirement)
            .Select(v => v.Retirement)
            .Take(1)
            .ToListAsync(ct);
        return held.Count == 0 ? null : held[0];
    }

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
