using Governance.Data;
using Governance.Domain.Kpis;
using Governance.Portal.Features.Compliance;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Overview.Kpis;

/// <summary>Computes the key figures from the records, when they are asked for.</summary>
public sealed class ReadKpis(IDbContextFactory<GovernanceDbContext> dbFactory, ObligationBoard board, LawLibrary laws)
{
    /// <summary>Points of a trend.</summary>
    public const int Points = 12;

    private const string NoDeployment = "Nothing was deployed to production in the period.";

    /// <summary>All figures, in the order of <see cref="KpiDefinition.All"/>.</summary>
    public async Task<IReadOnlyList<KpiFigure>> RunAsync(KpiScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var (period, model) = (scope.Period, scope.Model);
        var both = new KpiPeriod(period.Before.From, period.To);
        var parts = period.Parts(Points);
        var deployments = await KpiFacts.DeploymentFactsAsync(db, both, model, ct);
        var approvals = await KpiFacts.ApprovalFactsAsync(db, both, model, ct);
        var incidents = await KpiFacts.Incidents(db, both, model).Select(i => new { i.Id, i.OpenedAt, i.ClosedAt }).ToListAsync(ct);
        List<SpanFact> remedies =
        [
            .. (await KpiFacts.StepsAsync(db, both, model, ct)).Select(s => new SpanFact(s.Step.AddedAt, s.Step.DoneAt!.Value)),
            .. incidents.Where(i => i.ClosedAt is not null).Select(i => new SpanFact(i.OpenedAt, i.ClosedAt!.Value)),
        ];
        var open = incidents.ConvertAll(i => new StateFact(i.Id.ToString(), i.OpenedAt, i.ClosedAt));
        return
        [
            new KpiFigure(
                Kpi.DeploymentVelocity, KpiMath.Velocity(deployments, period), KpiMath.Velocity(deployments, period.Before), [.. parts.Select(p => (double?)KpiMath.Velocity(deployments, p))]),
            Over(Kpi.ChangeFailureRate, period, parts, p => KpiMath.FailureRate(deployments, p), NoDeployment) with { Part = deployments.Count(d => period.Holds(d.At)) },
            Over(Kpi.TimeToRemediate, period, parts, p => KpiMath.MedianLength(remedies, p)?.TotalDays, "No remediation step or incident ended in the period.") with { Part = remedies.Count(s => period.Holds(s.To)) },
            Over(Kpi.ApprovalTime, period, parts, p => KpiMath.MedianLength(approvals, p)?.TotalHours, "Nothing was approved for production in the period.") with { Part = approvals.Count(a => period.Holds(a.To)) },
            await ScoreAsync(db, model, ct),
            await RisksAsync(db, period, parts, model, ct),
            await DriftingAsync(db, period, parts, model, ct),
            new KpiFigure(Kpi.OpenIncidents, KpiMath.Holding(open, period.To), KpiMath.Holding(open, period.From), [.. parts.Select(p => (double?)KpiMath.Holding(open, p.To))]),
            await CoverageAsync(db, period, model, ct),
        ];
    }

    private static KpiFigure Over(Kpi id, KpiPeriod period, IReadOnlyList<KpiPeriod> parts, Func<KpiPeriod, double?> value, string missing)
    {
        var now = value(period);
        return new KpiFigure(id, now, value(period.Before), [.. parts.Select(value)], now is null ? missing : null);
    }

    // Obligations are worked out when they are asked for: how they stood is not kept.
    private async Task<KpiFigure> ScoreAsync(GovernanceDbContext db, string? model, CancellationToken ct)
    {
        var duties = await KpiFacts.DutiesAsync(db, board, laws, model, ct);
        var score = KpiMath.Score([.. duties.Select(d => d.Fact)]);
        return new KpiFigure(Kpi.ComplianceScore, score, null, [], score is null ? "No AI system has a signed classification with obligations in force." : null, duties.Count);
    }

    private static async Task<KpiFigure> RisksAsync(GovernanceDbContext db, KpiPeriod period, IReadOnlyList<KpiPeriod> parts, string? model, CancellationToken ct)
    {
        var trend = new List<double?>();
        foreach (var part in parts)
        {
            trend.Add(await KpiFacts.OpenRisksAsync(db, part.To, model, ct));
        }

        return new KpiFigure(Kpi.OpenRisks, trend[^1], await KpiFacts.OpenRisksAsync(db, period.From, model, ct), trend);
    }

    private static async Task<KpiFigure> DriftingAsync(GovernanceDbContext db, KpiPeriod period, IReadOnlyList<KpiPeriod> parts, string? model, CancellationToken ct)
    {
        var alerts = (await KpiFacts.DriftAlerts(db, period.From, model).Select(a => new { a.Model, a.RaisedAt, a.ResolvedAt }).ToListAsync(ct))
            .ConvertAll(a => new StateFact(a.Model, a.RaisedAt, a.ResolvedAt));
        return new KpiFigure(
            Kpi.ModelsDrifting, KpiMath.Holding(alerts, period.To), KpiMath.Holding(alerts, period.From), [.. parts.Select(p => (double?)KpiMath.Holding(alerts, p.To))],
            Part: await KpiFacts.Monitored(db, model).CountAsync(ct));
    }

    private static async Task<KpiFigure> CoverageAsync(GovernanceDbContext db, KpiPeriod period, string? model, CancellationToken ct)
    {
        var (now, live) = await CoveredAsync(db, period, model, ct);
        var (before, _) = await CoveredAsync(db, period.Before, model, ct);
        return new KpiFigure(Kpi.AuditCoverage, now, before, [], now is null ? "No model is in production." : null, live);
    }

    private static async Task<(double? Percent, int Live)> CoveredAsync(GovernanceDbContext db, KpiPeriod period, string? model, CancellationToken ct)
    {
        var live = await KpiFacts.InProduction(db, period.To, model).ToListAsync(ct);
        var covered = 0;
        foreach (var name in live)
        {
            covered += await HasDecisionAsync(db, name, period, ct) ? 1 : 0;
        }

        return (live.Count == 0 ? null : 100.0 * covered / live.Count, live.Count);
    }

    /// <summary>True when a decision of the model that was made in the period is in the log.</summary>
    internal static Task<bool> HasDecisionAsync(GovernanceDbContext db, string model, KpiPeriod period, CancellationToken ct)
    {
        var sources = db.DecisionSources.Where(s => s.Model == model).Select(s => s.Id);
        return db.Decisions.AnyAsync(d => sources.Contains(d.Source) && d.Time >= period.From && d.Time < period.To, ct);
    }
}
