using Governance.Data;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>What was decided while something was wrong.</summary>
/// <param name="Since">Start of the window in which it began.</param>
/// <param name="Until">End of the alert; null while it lasts.</param>
/// <param name="Decisions">Decisions of the model in the decision log since then.</param>
/// <param name="WithSubject">Of these, decisions that say whom they are about.</param>
/// <param name="People">Different subjects among them.</param>
public sealed record Exposure(DateTimeOffset Since, DateTimeOffset? Until, long Decisions, long WithSubject, long People);

/// <summary>Counts the decisions, and the people they are about where that is known, since the window in which an alert began.</summary>
public sealed class GetExposure(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Runs it.</summary>
    public async Task<Result<Exposure>> RunAsync(AlertId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            await db
                .Alerts.AsNoTracking()
                .Where(a => a.Id == id)
                .Select(a => new
                {
                    a.Model,
                    a.BeganAt,
                    a.ResolvedAt,
                })
                .SingleOrDefaultAsync(ct)
            is not { } alert
        )
        {
            return MonitoringRefusals.AlertNotFound;
        }

        var sources = await db.DecisionSources.Where(s => s.Model == alert.Model).Select(s => s.Id).ToListAsync(ct);
        var until = alert.ResolvedAt ?? DateTimeOffset.MaxValue;
        var decisions = db.Decisions.AsNoTracking().Where(d => sources.Contains(d.Source) && d.Time >= alert.BeganAt && d.Time < until);
        var about = decisions.Where(d => d.Subject != null);
        return new Exposure(
            alert.BeganAt,
            alert.ResolvedAt,
            await decisions.LongCountAsync(ct),
            await about.LongCountAsync(ct),
            await about.Select(d => d.Subject).Distinct().LongCountAsync(ct)
        );
    }
}
