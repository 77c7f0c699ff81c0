using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>What monitoring says about a model in a number or two, for its own page.</summary>
public sealed class GetModelSignals(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int MostWindows = 24;

    /// <summary>The PSI by which each of the newest windows of its versions in use is named, with its start; oldest first.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset Start, double? Psi)>> DriftAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var drifts = DriftRanking.Verdicts;
        // What drifts comes before what only has a larger number, as the lists and the page of the monitor have it.
        var worst = await VersionsInUse
            .Windows(db)
            .AsNoTracking()
            .Where(w => w.Model == model)
            .OrderByDescending(w => w.End)
            .ThenByDescending(w => w.Id)
            .Take(MostWindows)
            .Select(w => new
            {
                w.Start,
                Psi = db.FeatureDrifts.Any(f => f.Window == w.Id && drifts.Contains(f.Verdict))
                    ? db.FeatureDrifts.Where(f => f.Window == w.Id && drifts.Contains(f.Verdict)).Max(f => f.Psi)
                    : db.FeatureDrifts.Where(f => f.Window == w.Id).Max(f => f.Psi),
            })
            .ToListAsync(ct);
        worst.Reverse();
        return [.. worst.Select(w => (w.Start, w.Psi))];
    }

    /// <summary>Alerts that are not resolved, and how many of them are of the graver level.</summary>
    public async Task<(int Open, int Severe)> AlertsAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var counts = await db
            .Alerts.AsNoTracking()
            .Where(a => a.Model == model && a.State != AlertState.Resolved)
            .GroupBy(a => a.Level)
            .Select(g => new { Level = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        return (counts.Sum(c => c.Count), counts.Where(c => c.Level is DriftLevel.Alert).Sum(c => c.Count));
    }
}
