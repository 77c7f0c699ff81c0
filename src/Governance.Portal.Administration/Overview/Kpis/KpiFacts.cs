using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Compliance;
using Governance.Domain.Explanations;
using Governance.Domain.Incidents;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>An obligation that counts for the score.</summary>
/// <param name="System">Id of the system.</param>
/// <param name="SystemName">Its name.</param>
/// <param name="Law">The obligation.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Fact">What it counts.</param>
internal sealed record OwedDuty(string System, string SystemName, LawObligation Law, DutyStatus Status, DutyFact Fact);

/// <summary>What stood in the risk register at an instant.</summary>
/// <param name="Open">Open risks.</param>
/// <param name="Assessed">Of these, with a residual score.</param>
/// <param name="Above">Of these, with one above the appetite.</param>
/// <param name="Sum">Sum of the residual scores.</param>
internal readonly record struct RiskStand(int Open, int Assessed, int Above, int Sum);

/// <summary>The records that key figures are made of, a few columns of each.</summary>
internal static class KpiFacts
{
    // Systems whose obligations are looked at.
    private const int MaxSystems = 500;

    /// <summary>Deployments to production by promotion, begun in the period.</summary>
    public static IQueryable<Deployment> Deployments(GovernanceDbContext db, KpiPeriod period, ModelScope scope) =>
        db
            .Deployments.AsNoTracking()
            .Where(d =>
                d.Stage == Stage.Production
                && d.Kind == DeploymentKind.Deploy
                && d.Since >= period.From
                && d.Since < period.To
                && (scope.All || scope.Names.Contains(d.Model))
            );

    /// <summary>The same with what became of them. A roll-back begins at the instant at which it ends what it replaces.</summary>
    public static async Task<List<DeploymentFact>> DeploymentFactsAsync(
        GovernanceDbContext db,
        KpiPeriod period,
        ModelScope scope,
        CancellationToken ct
    ) =>
        [
            .. (
                await Deployments(db, period, scope)
                    .Select(d => new
                    {
                        d.Since,
                        d.Until,
                        // What still serves was not rolled back: nothing is looked for.
                        RolledBack = d.Until != null
                            && db.Deployments.Any(r =>
                                r.Model == d.Model && r.Stage == d.Stage && r.Kind == DeploymentKind.RollBack && r.Since == d.Until
                            ),
                    })
                    .ToListAsync(ct)
            ).Select(d => new DeploymentFact(d.Since, d.RolledBack ? d.Until : null)),
        ];

    /// <summary>Approvals of promotions to production given in the period.</summary>
    public static IQueryable<Promotion> Approvals(GovernanceDbContext db, KpiPeriod period, ModelScope scope) =>
        db
            .Promotions.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p =>
                p.To == Stage.Production
                && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed || p.State == PromotionState.Expired)
                && p.DecidedAt >= period.From
                && p.DecidedAt < period.To
                && (scope.All || scope.Names.Contains(p.Model))
            );

    /// <summary>From request to approval.</summary>
    public static async Task<List<SpanFact>> ApprovalFactsAsync(
        GovernanceDbContext db,
        KpiPeriod period,
        ModelScope scope,
        CancellationToken ct
    ) =>
        [
            .. (await Approvals(db, period, scope).Select(p => new { p.RequestedAt, p.DecidedAt }).ToListAsync(ct)).Select(
                p => new SpanFact(p.RequestedAt, p.DecidedAt!.Value)
            ),
        ];

    /// <summary>Risks with a plan that was changed in the period or later: a step that ended in it changed its risk.</summary>
    public static async Task<List<(RiskId Risk, RiskStep Step)>> StepsAsync(
        GovernanceDbContext db,
        KpiPeriod period,
        ModelScope scope,
        CancellationToken ct
    )
    {
        var changed = db.RiskVersions.Where(v => v.At >= period.From).Select(v => v.Risk);
        // Most risks have no plan, an empty list: those are not read.
        var begins = "[{";
        var risks = await Risks(db, scope)
            .Where(r => changed.Contains(r.Id) && ((string)(object)EF.Property<List<RiskStep>>(r, "_steps")).Contains(begins))
            .Select(r => new { r.Id, Steps = EF.Property<List<RiskStep>>(r, "_steps") })
            .ToListAsync(ct);
        return [.. risks.SelectMany(r => r.Steps.Where(s => s.DoneAt is { } done && period.Holds(done)).Select(s => (r.Id, s)))];
    }

    /// <summary>Incidents opened before an instant and not closed before another; drills aside.</summary>
    public static IQueryable<Incident> Incidents(GovernanceDbContext db, KpiPeriod period, ModelScope scope) =>
        db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i =>
                !i.IsDrill
                && i.OpenedAt <= period.To
                && (i.ClosedAt == null || i.ClosedAt >= period.From)
                && (scope.All || db.IncidentVersions.Any(v => v.Incident == i.Id && scope.Names.Contains(v.Model)))
            );

    /// <summary>Explanation requests whose answer fell due in the period; those taken back aside.</summary>
    public static IQueryable<ExplanationRequest> Explanations(GovernanceDbContext db, KpiPeriod period, ModelScope scope) =>
        db
            .ExplanationRequests.AsNoTracking()
            .Where(r =>
                r.DueAt >= period.From
                && r.DueAt < period.To
                && r.State != ExplanationState.Withdrawn
                && (scope.All || scope.Names.Contains(r.Model))
            );

    /// <summary>Drift alerts of the level alert that were not over before the period began.</summary>
    public static IQueryable<Alert> DriftAlerts(GovernanceDbContext db, DateTimeOffset from, ModelScope scope) =>
        db
            .Alerts.AsNoTracking()
            .Where(a =>
                a.Rule == AlertRule.Drift
                && a.Level == DriftLevel.Alert
                && (a.ResolvedAt == null || a.ResolvedAt > from)
                && (scope.All || scope.Names.Contains(a.Model))
            );

    /// <summary>Risks of the models, and of the AI system itself where one is named.</summary>
    public static IQueryable<Risk> Risks(GovernanceDbContext db, ModelScope scope) =>
        db
            .Risks.AsNoTracking()
            .Where(r =>
                scope.All || (r.Model != null && scope.Names.Contains(r.Model)) || (r.SystemId != null && r.SystemId == scope.System)
            );

    /// <summary>
    /// Risks open at each of some instants, as the versions of the register say: in two statements, however many instants there are.
    /// </summary>
    public static async Task<IReadOnlyDictionary<DateTimeOffset, RiskStand>> RiskStandsAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<DateTimeOffset> instants,
        ModelScope scope,
        int appetite,
        CancellationToken ct
    )
    {
        var (first, last) = (instants.Min(), instants.Max());
        var versions = db.RiskVersions.AsNoTracking().Where(v => v.State == RiskState.Open && v.At <= last);
        if (!scope.All)
        {
            var mine = Risks(db, scope).Select(r => r.Id);
            versions = versions.Where(v => mine.Contains(v.Risk));
        }

        // A version holds until the next of its risk, and they are counted without gaps: none is looked for in all others.
        var spans =
            from version in versions
            join judged in db.Risks.Judged(db, appetite) on version.Risk equals judged.Risk.Id
            join next in db.RiskVersions
                on new { version.Risk, Revision = version.Revision + 1 } equals new { next.Risk, next.Revision }
                into later
            from next in later.DefaultIfEmpty()
            select new
            {
                version.At,
                Until = (DateTimeOffset?)next.At,
                version.Residual,
                IsAbove = (version.Residual ?? judged.Risk.InherentScore) > judged.Appetite,
            };
        var throughout = await spans
            .Where(s => s.At <= first && s.Until == null)
            .GroupBy(s => 1)
            .Select(g => new
            {
                Open = g.Count(),
                Assessed = g.Count(s => s.Residual != null),
                Above = g.Count(s => s.IsAbove),
                Sum = g.Sum(s => s.Residual ?? 0),
            })
            .SingleOrDefaultAsync(ct);
        var steady = throughout is null ? default : new RiskStand(throughout.Open, throughout.Assessed, throughout.Above, throughout.Sum);
        var changed = await spans.Where(s => (s.At > first && s.Until == null) || s.Until > first).ToListAsync(ct);
        return instants
            .Distinct()
            .ToDictionary(
                at => at,
                at =>
                {
                    var then = changed.FindAll(s => s.At <= at && !(s.Until <= at));
                    return new RiskStand(
                        steady.Open + then.Count,
                        steady.Assessed + then.Count(s => s.Residual is not null),
                        steady.Above + then.Count(s => s.IsAbove),
                        steady.Sum + then.Sum(s => s.Residual ?? 0)
                    );
                }
            );
    }

    /// <summary>Models that have a version in production at an instant.</summary>
    public static IQueryable<string> InProduction(GovernanceDbContext db, DateTimeOffset at, ModelScope scope) =>
        db
            .Deployments.AsNoTracking()
            .Where(d =>
                d.Stage == Stage.Production
                && d.Since <= at
                && (d.Until == null || d.Until > at)
                && (scope.All || scope.Names.Contains(d.Model))
            )
            .Select(d => d.Model)
            .Distinct();

    /// <summary>Windows of the versions in use at an instant, see <see cref="VersionsInUse"/>.</summary>
    public static IQueryable<MonitoringWindow> Windows(GovernanceDbContext db, DateTimeOffset at, ModelScope scope) =>
        VersionsInUse.Windows(db, at).AsNoTracking().Where(w => scope.All || scope.Names.Contains(w.Model));

    /// <summary>Models whose version in use has been compared with a reference.</summary>
    public static IQueryable<string> Monitored(GovernanceDbContext db, DateTimeOffset at, ModelScope scope) =>
        Windows(db, at, scope).Select(w => w.Model).Distinct();

    /// <summary>Of some drift alerts, those of versions in use at an instant.</summary>
    public static IQueryable<Alert> OfUse(GovernanceDbContext db, IQueryable<Alert> alerts, DateTimeOffset at)
    {
        var serving = VersionsInUse.Serving(db, at);
        return alerts.Where(a => serving.Any(d => d.Model == a.Model && d.Version == a.Version) || !serving.Any(d => d.Model == a.Model));
    }

    /// <summary>Own obligations in force of the systems: all, the one that is named, or those with one of the models.</summary>
    public static async Task<List<OwedDuty>> DutiesAsync(
        GovernanceDbContext db,
        IReadObligations board,
        LawLibrary laws,
        KpiScope asked,
        ModelScope scope,
        CancellationToken ct
    )
    {
        var systems = await db.AiSystems.AsNoTracking().OrderBy(s => s.Id).Take(MaxSystems).ToListAsync(ct);
        var standings = await board.OfAsync(
            db,
            [
                .. systems.Where(s =>
                    (asked.System is null || s.Id.ToString() == asked.System)
                    && ((asked.Model, asked.Owner) is (null, null) || s.Models.Any(scope.Names.Contains))
                ),
            ],
            ct
        );
        return
        [
            .. from standing in standings
            from duty in standing.Standings
            where duty.Dated.Own && duty.Status is not (DutyStatus.NotApplicable or DutyStatus.Upcoming or DutyStatus.Suspended)
            let weight = KpiDefinition.WeightOf(laws.Current.PenaltyTiers.GetValueOrDefault(duty.Law.PenaltyTier))
            select new OwedDuty(
                standing.System.Id.ToString(),
                standing.System.Name,
                duty.Law,
                duty.Status,
                new DutyFact(weight, MetOf(duty.Status))
            ),
        ];
    }

    // Something a person accepted and has to look at again is partly met.
    private static double MetOf(DutyStatus status) =>
        status switch
        {
            DutyStatus.Satisfied => 1,
            DutyStatus.InProgress or DutyStatus.NeedsReview => 0.5,
            _ => 0,
        };
}
