using Governance.Data;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>Computes figures of one scope. What two figures rest on is read once, and nothing is read that no figure asks for.</summary>
internal sealed class KpiRun(
    GovernanceDbContext db,
    KpiScope asked,
    ModelScope scope,
    IReadObligations board,
    LawLibrary laws,
    int appetite
)
{
    private const string TooFew = "Fewer than three values in the period: too few for a median.";
    private const string NoDeployment = "Nothing was deployed to production in the period.";

    private readonly KpiPeriod _period = asked.Period;
    private readonly KpiPeriod _both = new(asked.Period.Before.From, asked.Period.To);
    private readonly IReadOnlyList<KpiPeriod> _parts = asked.Period.Parts(ReadKpis.Points);
    private IReadOnlyDictionary<DateTimeOffset, RiskStand>? _stands;
    private List<DeploymentFact>? _deployments;
    private List<(string Id, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt)>? _incidents;

    /// <summary>Computes one.</summary>
    public Task<KpiFigure> OfAsync(Kpi id, CancellationToken ct) =>
        id switch
        {
            Kpi.DeploymentVelocity => VelocityAsync(ct),
            Kpi.ChangeFailureRate => FailuresAsync(ct),
            Kpi.TimeToRemediate => RemediesAsync(ct),
            Kpi.ApprovalTime => ApprovalsAsync(ct),
            Kpi.ComplianceScore => ScoreAsync(ct),
            Kpi.OpenRisks => RisksAsync(id, s => s.Open, null, ct),
            Kpi.RisksAboveAppetite => RisksAsync(id, s => s.Above, s => s.Open, ct),
            Kpi.ResidualRisk => RisksAsync(id, s => s.Sum, s => s.Assessed, ct),
            Kpi.ModelsDrifting => DriftingAsync(ct),
            Kpi.OpenIncidents => OpenIncidentsAsync(ct),
            Kpi.AuditCoverage => CoverageAsync(ct),
            Kpi.LateExplanations => ExplanationsAsync(ct),
            Kpi.RefusedAttempts or Kpi.RefusedSignIns or Kpi.FailedVerifications or Kpi.PromptInjections or Kpi.Leaks => CountedAsync(
                id,
                ct
            ),
        };

    private KpiFigure Over(Kpi id, Func<KpiPeriod, double?> value, string missing)
    {
        var now = value(_period);
        return new KpiFigure(id, now, value(_period.Before), [.. _parts.Select(value)], now is null ? missing : null);
    }

    // A point of the trend is what was measured in its part of the period, were it one value; the figure is compared with targets.
    private KpiFigure Median(Kpi id, IReadOnlyCollection<SpanFact> spans, Func<TimeSpan, double> inUnit, string missing)
    {
        double? Of(KpiPeriod period, int least) => KpiMath.MedianLength(spans, period, least) is { } length ? inUnit(length) : null;
        var (value, count) = (Of(_period, KpiMath.MedianValues), spans.Count(s => _period.Holds(s.To)));
        return new KpiFigure(
            id,
            value,
            Of(_period.Before, KpiMath.MedianValues),
            [.. _parts.Select(p => Of(p, least: 1))],
            value is not null ? null
                : count == 0 ? missing
                : TooFew,
            count
        );
    }

    private async Task<List<DeploymentFact>> DeploymentsAsync(CancellationToken ct) =>
        _deployments ??= await KpiFacts.DeploymentFactsAsync(db, _both, scope, ct);

    private async Task<List<(string Id, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt)>> IncidentsAsync(CancellationToken ct) =>
        _incidents ??= [
            .. (
                await KpiFacts
                    .Incidents(db, _both, scope)
                    .Select(i => new
                    {
                        i.Id,
                        i.OpenedAt,
                        i.ClosedAt,
                    })
                    .ToListAsync(ct)
            ).Select(i => (i.Id.ToString(), i.OpenedAt, i.ClosedAt)),
        ];

    private async Task<KpiFigure> VelocityAsync(CancellationToken ct)
    {
        var deployments = await DeploymentsAsync(ct);
        return new KpiFigure(
            Kpi.DeploymentVelocity,
            KpiMath.Velocity(deployments, _period),
            KpiMath.Velocity(deployments, _period.Before),
            [.. _parts.Select(p => (double?)KpiMath.Velocity(deployments, p))]
        );
    }

    private async Task<KpiFigure> FailuresAsync(CancellationToken ct)
    {
        var deployments = await DeploymentsAsync(ct);
        return Over(Kpi.ChangeFailureRate, p => KpiMath.FailureRate(deployments, p), NoDeployment) with
        {
            Part = deployments.Count(d => _period.Holds(d.At)),
        };
    }

    private async Task<KpiFigure> RemediesAsync(CancellationToken ct)
    {
        List<SpanFact> remedies =
        [
            .. (await KpiFacts.StepsAsync(db, _both, scope, ct)).Select(s => new SpanFact(s.Step.AddedAt, s.Step.DoneAt!.Value)),
            .. (await IncidentsAsync(ct)).Where(i => i.ClosedAt is not null).Select(i => new SpanFact(i.OpenedAt, i.ClosedAt!.Value)),
        ];
        return Median(
            Kpi.TimeToRemediate,
            remedies,
            length => length.TotalDays,
            "No remediation step was completed and no incident was closed in the period."
        );
    }

    private async Task<KpiFigure> ApprovalsAsync(CancellationToken ct)
    {
        var approvals = await KpiFacts.ApprovalFactsAsync(db, _both, scope, ct);
        return Median(Kpi.ApprovalTime, approvals, length => length.TotalHours, "Nothing was approved for production in the period.");
    }

    // Obligations are worked out when they are asked for: how they stood is not kept.
    private async Task<KpiFigure> ScoreAsync(CancellationToken ct)
    {
        var duties = await KpiFacts.DutiesAsync(db, board, laws, asked, scope, ct);
        var score = KpiMath.Score([.. duties.Select(d => d.Fact)]);
        return new KpiFigure(
            Kpi.ComplianceScore,
            score,
            null,
            [],
            score is null ? "No AI system has a signed classification with obligations in force." : null,
            duties.Count
        );
    }

    private async Task<KpiFigure> RisksAsync(Kpi id, Func<RiskStand, int> value, Func<RiskStand, int>? part, CancellationToken ct)
    {
        var trend = new List<double?>();
        foreach (var span in _parts)
        {
            trend.Add(value(await StandAsync(span.To, ct)));
        }

        return new KpiFigure(
            id,
            trend[^1],
            value(await StandAsync(_period.From, ct)),
            trend,
            Part: part?.Invoke(await StandAsync(_period.To, ct))
        );
    }

    private async Task<RiskStand> StandAsync(DateTimeOffset at, CancellationToken ct)
    {
        // Every instant that a figure about risks asks for.
        _stands ??= await KpiFacts.RiskStandsAsync(db, [_period.From, .. _parts.Select(p => p.To), _period.To], scope, appetite, ct);
        return _stands[at];
    }

    private async Task<KpiFigure> DriftingAsync(CancellationToken ct)
    {
        var all = KpiFacts.DriftAlerts(db, _period.From, scope);
        var alerts = await all.Select(a => new
            {
                a.Model,
                a.Version,
                a.RaisedAt,
                a.ResolvedAt,
            })
            .ToListAsync(ct);
        // The models at once: asked for each deployment, all alerts would be read for each.
        var drifting = all.Select(a => a.Model);
        var served = (
            await db
                .Deployments.AsNoTracking()
                .Where(d => d.Stage == Stage.Production && drifting.Contains(d.Model))
                .Select(d => new
                {
                    d.Model,
                    d.Version,
                    d.Since,
                    d.Until,
                })
                .ToListAsync(ct)
        ).ToLookup(d => d.Model, StringComparer.Ordinal);
        DateTimeOffset[] instants = [_period.From, .. _parts.Select(p => p.To)];
        var holding = new int[instants.Length];
        List<string> now = [];
        foreach (var model in alerts.GroupBy(a => a.Model, StringComparer.Ordinal))
        {
            var deployed = served[model.Key].ToList();
            for (var i = 0; i < instants.Length; i++)
            {
                var at = instants[i];
                var serving = deployed.FindAll(d => d.Since <= at && !(d.Until <= at));
                // An alert of a version that was replaced says nothing of what serves.
                var holds = model.Any(a =>
                    new StateFact(a.Model, a.RaisedAt, a.ResolvedAt).HoldsAt(at)
                    && (serving.Count == 0 || serving.Exists(d => d.Version == a.Version))
                );
                holding[i] += holds ? 1 : 0;
                if (holds && i == instants.Length - 1)
                {
                    now.Add(model.Key);
                }
            }
        }

        var monitored = await KpiFacts.Monitored(db, _period.To, scope).CountAsync(ct);
        return new KpiFigure(Kpi.ModelsDrifting, holding[^1], holding[0], [.. holding.Skip(1).Select(h => (double?)h)], Part: monitored)
        {
            Counted = [.. now.Order(StringComparer.Ordinal)],
        };
    }

    private async Task<KpiFigure> OpenIncidentsAsync(CancellationToken ct)
    {
        var open = (await IncidentsAsync(ct)).ConvertAll(i => new StateFact(i.Id, i.OpenedAt, i.ClosedAt));
        return new KpiFigure(
            Kpi.OpenIncidents,
            KpiMath.Holding(open, _period.To),
            KpiMath.Holding(open, _period.From),
            [.. _parts.Select(p => (double?)KpiMath.Holding(open, p.To))]
        );
    }

    private async Task<KpiFigure> ExplanationsAsync(CancellationToken ct)
    {
        var requests = (await KpiFacts.Explanations(db, _both, scope).Select(r => new { r.DueAt, r.ClosedAt }).ToListAsync(ct)).ConvertAll(
            r => new DueFact(r.DueAt, r.ClosedAt)
        );
        return Over(
            Kpi.LateExplanations,
            p => KpiMath.LateShare(requests, p),
            "No answer to an explanation request fell due in the period."
        ) with
        {
            Part = requests.Count(r => _period.Holds(r.DueAt)),
        };
    }

    private async Task<KpiFigure> CoverageAsync(CancellationToken ct)
    {
        var now = await CoveredAsync(_period, ct);
        var before = await CoveredAsync(_period.Before, ct);
        var covered = KpiMath.Coverage(now);
        return new KpiFigure(
            Kpi.AuditCoverage,
            covered,
            KpiMath.Coverage(before),
            [],
            covered is not null ? null
                : now.Count == 0 ? "No model is in production."
                : "The number of decisions served by the models in production is unknown.",
            now.Count
        )
        {
            Unknown = now.Count(f => f.Share is null),
        };
    }

    private Task<IReadOnlyList<CoverageFact>> CoveredAsync(KpiPeriod period, CancellationToken ct) =>
        CoverageFacts.ReadAsync(db, KpiFacts.InProduction(db, period.To, scope), period, ct);

    private async Task<KpiFigure> CountedAsync(Kpi id, CancellationToken ct)
    {
        var (now, before, trend) = (0L, 0L, new double?[_parts.Count]);
        Array.Fill(trend, 0);
        await foreach (var at in SecurityFacts.InstantsAsync(db, id, _both, scope, ct))
        {
            if (at < _period.From)
            {
                before++;
                continue;
            }

            now++;
            for (var i = 0; i < trend.Length; i++)
            {
                if (_parts[i].Holds(at))
                {
                    trend[i]++;
                }
            }
        }

        return new KpiFigure(id, now, before, trend);
    }
}
