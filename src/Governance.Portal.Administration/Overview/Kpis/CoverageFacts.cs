using Governance.Data;
using Governance.Data.Decisions;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>
/// What models in production served in a period, and what of it is in the decision log. The counter of a model says it, else its monitoring
/// windows, else the rate declared for it; where none of them does, it is unknown.
/// </summary>
internal static class CoverageFacts
{
    // Hours of batches added up of one version in one stretch; beyond, its share reads lower than it is.
    private const int MaxHours = 1_000_000;

    /// <summary>Reads them in five statements, however many models there are.</summary>
    /// <param name="db">A context.</param>
    /// <param name="live">The models.</param>
    /// <param name="period">The period.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<CoverageFact>> ReadAsync(
        GovernanceDbContext db,
        IQueryable<string> live,
        KpiPeriod period,
        CancellationToken ct
    )
    {
        var names = await live.OrderBy(m => m).ToListAsync(ct);
        var counters = await CountersAsync(db, live, period, ct);
        var windows = await WindowsAsync(db, live, period, ct);
        var logged = await RestAsync(db, live, period, ct);
        var rates = await RatesAsync(db, live, period, ct);
        return
        [
            .. names.Select(name =>
                counters[name].ToList() is { Count: > 0 } counted ? CoverageFact.Of(name, ServedSource.Counter, counted)
                : windows[name].ToList() is { Count: > 0 } sent ? CoverageFact.Of(name, ServedSource.Windows, sent)
                : rates[name].ToList() is { Count: > 0 } declared
                    ? CoverageFact.Of(
                        name,
                        logged.GetValueOrDefault(name),
                        declared[0].PerDay,
                        declared.Select(d => new StateFact(name, d.Since, d.Until)),
                        period
                    )
                : new CoverageFact(name, logged.GetValueOrDefault(name), null, null)
            ),
        ];
    }

    // Counters of versions that were in production in their time.
    private static IQueryable<BusinessFigure> Counted(GovernanceDbContext db, IQueryable<string> live, KpiPeriod period) =>
        db
            .BusinessFigures.AsNoTracking()
            .Where(figure =>
                figure.Name == BusinessFigure.ServedDecisions
                && figure.Value >= 0
                && live.Contains(figure.Model)
                && figure.End >= period.From
                && figure.End < period.To
                && db.Deployments.Any(d =>
                    d.Stage == Stage.Production
                    && d.Model == figure.Model
                    && d.Version == figure.Version
                    && d.Since < figure.End
                    && (d.Until == null || d.Until > figure.Start)
                )
            );

    // Windows of versions that were in production in their time.
    private static IQueryable<MonitoringWindow> Sent(GovernanceDbContext db, IQueryable<string> live, KpiPeriod period) =>
        db
            .Windows.AsNoTracking()
            .Where(window =>
                window.Role == WindowRole.Current
                && live.Contains(window.Model)
                && window.End >= period.From
                && window.End < period.To
                && db.Deployments.Any(d =>
                    d.Stage == Stage.Production
                    && d.Model == window.Model
                    && d.Version == window.Version
                    && d.Since < window.End
                    && (d.Until == null || d.Until > window.Start)
                )
            );

    // Each counter beside the log of the same version and time.
    private static async Task<ILookup<string, ServedStretch>> CountersAsync(
        GovernanceDbContext db,
        IQueryable<string> live,
        KpiPeriod period,
        CancellationToken ct
    ) =>
        Stretches(
            await db.Count(
                    from figure in Counted(db, live, period)
                    join known in db.DecisionSources
                        on new { figure.Model, figure.Version } equals new { known.Model, known.Version }
                        into sources
                    from source in sources.DefaultIfEmpty()
                    select new DecisionStretch
                    {
                        Model = figure.Model,
                        Source = source.Id,
                        Served = figure.Value,
                        From = figure.Start,
                        To = figure.End,
                    },
                    MaxHours
                )
                .ToListAsync(ct)
        );

    private static async Task<ILookup<string, ServedStretch>> WindowsAsync(
        GovernanceDbContext db,
        IQueryable<string> live,
        KpiPeriod period,
        CancellationToken ct
    ) =>
        Stretches(
            await db.Count(
                    from window in Sent(db, live, period)
                    join known in db.DecisionSources
                        on new { window.Model, window.Version } equals new { known.Model, known.Version }
                        into sources
                    from source in sources.DefaultIfEmpty()
                    select new DecisionStretch
                    {
                        Model = window.Model,
                        Source = source.Id,
                        Served = window.Rows,
                        From = window.Start,
                        To = window.End,
                    },
                    MaxHours
                )
                .ToListAsync(ct)
        );

    // Of the whole period, for models whose counter and windows are silent.
    private static async Task<Dictionary<string, long>> RestAsync(
        GovernanceDbContext db,
        IQueryable<string> live,
        KpiPeriod period,
        CancellationToken ct
    )
    {
        var (from, to) = (period.From, period.To);
        var logged = await db.Count(
                db.DecisionSources.AsNoTracking()
                    .Where(s => live.Contains(s.Model))
                    .Select(s => new DecisionStretch
                    {
                        Model = s.Model,
                        Source = s.Id,
                        Served = 0,
                        From = from,
                        To = to,
                    }),
                MaxHours
            )
            .ToListAsync(ct);
        return logged
            .GroupBy(s => s.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(s => s.Logged), StringComparer.Ordinal);
    }

    private static ILookup<string, ServedStretch> Stretches(IEnumerable<CountedStretch> stretches) =>
        stretches.ToLookup(s => s.Model, s => new ServedStretch(s.Served, s.Logged), StringComparer.Ordinal);

    // A rate counts for periods that end after it was declared, over the days on which the model was in production.
    private static async Task<ILookup<string, (long PerDay, DateTimeOffset Since, DateTimeOffset? Until)>> RatesAsync(
        GovernanceDbContext db,
        IQueryable<string> live,
        KpiPeriod period,
        CancellationToken ct
    )
    {
        var running =
            from rate in db.ServedRates.AsNoTracking()
            where rate.PerDay != null && rate.DeclaredAt <= period.To && live.Contains(rate.Model)
            join deployment in db.Deployments on rate.Model equals deployment.Model
            where
                deployment.Stage == Stage.Production
                && deployment.Since < period.To
                && (deployment.Until == null || deployment.Until > period.From)
            select new
            {
                rate.Model,
                rate.PerDay,
                deployment.Since,
                deployment.Until,
            };
        return (await running.ToListAsync(ct)).ToLookup(r => r.Model, r => (r.PerDay!.Value, r.Since, r.Until), StringComparer.Ordinal);
    }
}
