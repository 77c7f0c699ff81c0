using System.Globalization;
using Governance.Data;
using Governance.Data.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>Deployments and approvals of a week, or of a month when the period is long.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="IsWeek">True for a week, false for a month.</param>
/// <param name="IsOfAnotherYear">True where the period shown ends in a later year.</param>
/// <param name="Succeeded">Deployments to production that no roll-back ended.</param>
/// <param name="RolledBack">Deployments to production that one did.</param>
/// <param name="Stopped">Requests for production made in it that a gate stops.</param>
/// <param name="MedianHours">Median hours from request to approval, of approvals given in it; null without one.</param>
/// <param name="SlowHours">The hours nine in ten stay below; null without one.</param>
public sealed record ProgrammeBucket(
    DateTimeOffset From,
    bool IsWeek,
    bool IsOfAnotherYear,
    int Succeeded,
    int RolledBack,
    int Stopped,
    double? MedianHours,
    double? SlowHours
)
{
    /// <summary>
    /// Short name in the language of whoever reads it, for what was read is kept for others: <c>W47</c> or <c>Nov</c>. No two of a period
    /// have the same, which would be one place on an axis: a month of another year has its year with it.
    /// </summary>
    public string Label =>
        IsWeek
            ? T.Sense("W", "calendar week") + ISOWeek.GetWeekOfYear(From.UtcDateTime).ToString(CultureInfo.InvariantCulture)
            : Shapes.In(From.UtcDateTime, IsOfAnotherYear ? "MMM yyyy" : "MMM");
}

/// <summary>The column of a model that drifts most in the newest window of its versions in use.</summary>
/// <param name="Model">The model.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Feature">The column.</param>
/// <param name="Psi">Its PSI.</param>
public sealed record DriftingModel(string Model, string DisplayName, string Feature, double Psi);

/// <summary>A model in production and what it exposes the organisation to.</summary>
/// <param name="Model">The model.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="RiskClass">Its risk class; null while it is not classified.</param>
/// <param name="OpenRisks">Open risks.</param>
/// <param name="WorstScore">The highest residual score, or inherent one where no one assessed what is left; null without a risk.</param>
/// <param name="OpenAlerts">Alerts that are not over.</param>
/// <param name="Decisions">Decisions made in the period; counted up to <see cref="ReadProgramme.MaxCounted"/>.</param>
public sealed record ModelExposure(
    string Model,
    string DisplayName,
    RiskClass? RiskClass,
    int OpenRisks,
    int? WorstScore,
    int OpenAlerts,
    int Decisions
);

/// <summary>What the charts of the overview show.</summary>
/// <param name="Buckets">Weeks or months, the oldest first.</param>
/// <param name="Drifting">The models that drift most, the worst first.</param>
/// <param name="Exposure">Models in production, the most exposed first.</param>
public sealed record Programme(
    IReadOnlyList<ProgrammeBucket> Buckets,
    IReadOnlyList<DriftingModel> Drifting,
    IReadOnlyList<ModelExposure> Exposure
);

/// <summary>Reads what the charts of the overview show.</summary>
public sealed class ReadProgramme(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Decisions are counted up to here: beyond, "more" says enough.</summary>
    public const int MaxCounted = 100_000;

    private const int MaxDrifting = 4;
    private const int MaxExposed = 8;
    private const int WeeksUpTo = 100;

    private static readonly IReadOnlyList<string> s_drifts = DriftRanking.Verdicts;

    /// <summary>Runs it.</summary>
    public async Task<Programme> RunAsync(KpiScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // Each for itself: decisions come all the time, and change the last alone.
        return new Programme(
            await scope.KeptAsync(db, "programme-weeks", FigureBasis.Records, () => BucketsAsync(db, scope, ct), ct),
            await scope.KeptAsync(db, "programme-drift", FigureBasis.Records, () => DriftingAsync(db, scope, ct), ct),
            await scope.KeptAsync(db, "programme-exposure", FigureBasis.Decisions, () => ExposureAsync(db, scope, ct), ct)
        );
    }

    private static async Task<IReadOnlyList<ProgrammeBucket>> BucketsAsync(GovernanceDbContext db, KpiScope scope, CancellationToken ct)
    {
        var models = await ModelScope.OfAsync(db, scope, ct);
        var spans = Spans(scope);
        var all = new KpiPeriod(spans[0].From, scope.Period.To);
        var deployments = await KpiFacts.DeploymentFactsAsync(db, all, models, ct);
        var approvals = await KpiFacts.ApprovalFactsAsync(db, all, models, ct);
        var stopped = await db
            .Promotions.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p =>
                p.To == Stage.Production
                && p.RequestedAt >= all.From
                && p.RequestedAt < all.To
                && (p.GateOutcome == GateOutcome.Fail || p.GateOutcome == GateOutcome.Error)
                && (models.All || models.Names.Contains(p.Model))
            )
            .Select(p => p.RequestedAt)
            .ToListAsync(ct);
        return
        [
            .. spans.Select(span =>
            {
                var begun = deployments.Where(d => span.Holds(d.At)).ToList();
                var hours = approvals.Where(a => span.Holds(a.To)).Select(a => (a.To - a.From).TotalHours).ToList();
                var back = begun.Count(d => d.RolledBackAt is not null);
                return new ProgrammeBucket(
                    span.From,
                    scope.Days <= WeeksUpTo,
                    span.From.Year != scope.Period.To.Year,
                    begun.Count - back,
                    back,
                    stopped.Count(span.Holds),
                    KpiMath.Quantile(hours, 0.5),
                    KpiMath.Quantile(hours, 0.9)
                );
            }),
        ];
    }

    // Whole weeks from Monday, or whole months, in UTC; the last one is still running.
    private static List<KpiPeriod> Spans(KpiScope scope)
    {
        var spans = new List<KpiPeriod>();
        var first = scope.Period.From.UtcDateTime.Date;
        var isWeeks = scope.Days <= WeeksUpTo;
        first = isWeeks ? first.AddDays(-(((int)first.DayOfWeek + 6) % 7)) : new DateTime(first.Year, first.Month, 1);
        while (first < scope.Period.To.UtcDateTime)
        {
            var next = isWeeks ? first.AddDays(7) : first.AddMonths(1);
            spans.Add(new KpiPeriod(new DateTimeOffset(first, TimeSpan.Zero), new DateTimeOffset(next, TimeSpan.Zero)));
            first = next;
        }

        return spans;
    }

    private static async Task<IReadOnlyList<DriftingModel>> DriftingAsync(GovernanceDbContext db, KpiScope scope, CancellationToken ct)
    {
        var models = await ModelScope.OfAsync(db, scope, ct);
        var windows = VersionsInUse
            .NewestWindows(db, scope.Period.To)
            .AsNoTracking()
            .Where(w => w.End >= scope.Period.From && (models.All || models.Names.Contains(w.Model)));
        // What drifts comes before what only has a larger number, as everywhere: see MonitorRow. It has an index of its own, and where
        // there is enough of it, no other feature is read.
        // Of each window the worst alone is looked at further: many of its columns may drift.
        var drifts = db
            .FeatureDrifts.Where(d => s_drifts.Contains(d.Verdict) && d.Psi != null)
            .GroupBy(d => d.Window)
            .Select(g => new WindowPsi { Window = g.Key, Psi = g.Max(d => d.Psi) });
        var worst = await WorstAsync(windows, drifts, MaxDrifting, ct);
        if (worst.Count < MaxDrifting)
        {
            var known = worst.ConvertAll(d => d.Model);
            var others = db.FeatureDrifts.Where(d => d.Psi != null).Select(d => new WindowPsi { Window = d.Window, Psi = d.Psi });
            worst.AddRange(await WorstAsync(windows.Where(w => !known.Contains(w.Model)), others, MaxDrifting - worst.Count, ct));
        }

        var names = worst.ConvertAll(d => d.Model);
        var features = (
            await windows
                .Where(w => names.Contains(w.Model))
                .Join(
                    db.FeatureDrifts,
                    w => w.Id,
                    d => d.Window,
                    (w, d) =>
                        new
                        {
                            w.Model,
                            d.Name,
                            d.Psi,
                            d.Verdict,
                        }
                )
                .Where(d => d.Psi != null)
                .ToListAsync(ct)
        ).ToLookup(d => d.Model, StringComparer.Ordinal);
        var titles = await db
            .Models.AsNoTracking()
            .Where(m => names.Contains(m.Name))
            .ToDictionaryAsync(m => m.Name, m => m.DisplayName, ct);
        return
        [
            .. worst.Select(d => new DriftingModel(
                d.Model,
                titles[d.Model],
                features[d.Model].Rank(f => (f.Name, f.Verdict, f.Psi)).First().Name,
                d.Psi
            )),
        ];
    }

    // The models whose worst of these features is the largest.
    private static async Task<List<(string Model, double Psi)>> WorstAsync(
        IQueryable<MonitoringWindow> windows,
        IQueryable<WindowPsi> features,
        int most,
        CancellationToken ct
    )
    {
        var worst = await windows
            .Join(features, w => w.Id, d => d.Window, (w, d) => new { w.Model, d.Psi })
            .GroupBy(d => d.Model)
            .Select(g => new { Model = g.Key, Psi = g.Max(d => d.Psi) })
            .OrderByDescending(d => d.Psi)
            .ThenBy(d => d.Model)
            .Take(most)
            .ToListAsync(ct);
        return worst.ConvertAll(d => (d.Model, d.Psi!.Value));
    }

    private static async Task<IReadOnlyList<ModelExposure>> ExposureAsync(GovernanceDbContext db, KpiScope scope, CancellationToken ct)
    {
        var models = await ModelScope.OfAsync(db, scope, ct);
        var live = KpiFacts.InProduction(db, scope.Period.To, models);
        // Named one by one, they are found by their index for each model; "not resolved" reads all alerts for each.
        AlertState[] unresolved = [AlertState.Open, AlertState.Acknowledged];
        var risky = db.Risks.Where(r => r.State == RiskState.Open && r.Model != null).Select(r => r.Model!);
        var alerted = db.Alerts.Where(a => unresolved.Contains(a.State)).Select(a => a.Model);
        var served = db.Models.AsNoTracking().Where(m => live.Contains(m.Name));
        // Those with a risk come first, then those with an alert; without either one model is as good as another. Each is looked at only
        // while there is room: what is read for each model in production grows with them.
        var exposed = await RiskiestAsync();
        if (exposed.Count < MaxExposed)
        {
            exposed.AddRange(
                await TopAsync(served.Where(m => alerted.Contains(m.Name) && !risky.Contains(m.Name)), MaxExposed - exposed.Count)
            );
        }

        if (exposed.Count < MaxExposed)
        {
            var calm = served.Where(m => !risky.Contains(m.Name) && !alerted.Contains(m.Name)).OrderBy(m => m.Name);
            exposed.AddRange(await TopAsync(calm.Take(MaxExposed - exposed.Count), MaxExposed - exposed.Count));
        }

        // Both are counted once for all models: for each by itself they would be looked up thousands of times.
        async Task<List<Exposed>> RiskiestAsync()
        {
            var risks = db
                .Risks.Where(r => r.State == RiskState.Open && r.Model != null)
                .GroupBy(r => r.Model!)
                .Select(g => new
                {
                    Model = g.Key,
                    Risks = g.Count(),
                    Worst = g.Max(r => r.ResidualScore ?? r.InherentScore),
                });
            var alerts = db
                .Alerts.Where(a => unresolved.Contains(a.State))
                .GroupBy(a => a.Model)
                .Select(g => new { Model = g.Key, Count = g.Count() });
            var top = await (
                from m in served
                join r in risks on m.Name equals r.Model
                join a in alerts on m.Name equals a.Model into open
                from alert in open.DefaultIfEmpty()
                orderby r.Worst descending, (int?)alert.Count ?? 0 descending, m.Name
                select new
                {
                    m.Name,
                    m.DisplayName,
                    m.RiskClass,
                    r.Risks,
                    r.Worst,
                    Alerts = (int?)alert.Count ?? 0,
                }
            )
                .Take(MaxExposed)
                .ToListAsync(ct);
            return top.ConvertAll(m => new Exposed(m.Name, m.DisplayName, m.RiskClass, m.Risks, m.Worst, m.Alerts));
        }

        async Task<List<Exposed>> TopAsync(IQueryable<Model> of, int most)
        {
            var top = await of.Select(m => new
                {
                    m.Name,
                    m.DisplayName,
                    m.RiskClass,
                    Risks = db.Risks.Count(r => r.Model == m.Name && r.State == RiskState.Open),
                    Worst = db
                        .Risks.Where(r => r.Model == m.Name && r.State == RiskState.Open)
                        .Max(r => (int?)(r.ResidualScore ?? r.InherentScore)),
                    Alerts = db.Alerts.Count(a => a.Model == m.Name && unresolved.Contains(a.State)),
                })
                .OrderByDescending(m => m.Worst)
                .ThenByDescending(m => m.Alerts)
                .ThenBy(m => m.Name)
                .Take(most)
                .ToListAsync(ct);
            return top.ConvertAll(m => new Exposed(m.Name, m.DisplayName, m.RiskClass, m.Risks, m.Worst, m.Alerts));
        }

        var names = exposed.ConvertAll(m => m.Name);
        var (from, to) = (scope.Period.From, scope.Period.To);
        var stretches = db
            .DecisionSources.AsNoTracking()
            .Where(s => names.Contains(s.Model))
            .Select(s => new DecisionStretch
            {
                Model = s.Model,
                Source = s.Id,
                Served = 0,
                From = from,
                To = to,
            });
        var decisions = (await db.Count(stretches, MaxCounted).ToListAsync(ct))
            .GroupBy(c => c.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (int)Math.Min(MaxCounted, g.Sum(c => c.Logged)), StringComparer.Ordinal);
        return
        [
            .. exposed.Select(m => new ModelExposure(
                m.Name,
                m.DisplayName,
                m.RiskClass,
                m.Risks,
                m.Worst,
                m.Alerts,
                decisions.GetValueOrDefault(m.Name)
            )),
        ];
    }

    private sealed class WindowPsi
    {
        public required WindowId Window { get; init; }

        public required double? Psi { get; init; }
    }

    private sealed record Exposed(string Name, string DisplayName, RiskClass? RiskClass, int Risks, int? Worst, int Alerts);
}
