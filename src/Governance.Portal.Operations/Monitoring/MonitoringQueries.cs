using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Reads monitoring results for pages, reports and the API. Nothing is computed here.</summary>
public sealed class MonitoringQueries(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Most versions that are listed.</summary>
    public const int MaxMonitors = 500;

    private const int MaxUnmonitored = 50;

    private static readonly IReadOnlyList<string> s_drift = DriftRanking.Verdicts;

    /// <summary>Current windows of a version in time order, a page of them.</summary>
    public async Task<IReadOnlyList<WindowDrift>> DriftAsync(
        string model,
        string version,
        DateTimeOffset? from,
        DateTimeOffset? to,
        (DateTimeOffset Start, DateTimeOffset End)? after,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var query = db.Windows.AsNoTracking().Where(w => w.Model == model && w.Version == version && w.Role == WindowRole.Current);
        if (from is { } f)
        {
            query = query.Where(w => w.End > f);
        }

        if (to is { } t)
        {
            query = query.Where(w => w.Start < t);
        }

        if (after is { } a)
        {
            query = query.Where(w => w.Start > a.Start || (w.Start == a.Start && w.End > a.End));
        }

        var windows = await query
            .OrderBy(w => w.Start)
            .ThenBy(w => w.End)
            .Take(take)
            .Select(w => new
            {
                w.Id,
                w.Start,
                w.End,
                w.Rows,
            })
            .ToListAsync(ct);
        var ids = windows.Select(w => w.Id).ToList();
        var features = (
            await db.FeatureDrifts.AsNoTracking().Where(d => ids.Contains(d.Window)).OrderBy(d => d.Position).ToListAsync(ct)
        ).ToLookup(d => d.Window);
        return [.. windows.Select(w => new WindowDrift(w.Id, w.Start, w.End, w.Rows, [.. features[w.Id].Select(FeatureRow.Of)]))];
    }

    /// <summary>Null when the version is registered, else the refusal that says what is not.</summary>
    public async Task<Refusal?> RefusesVersionAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
        {
            return null;
        }

        return await db.Models.AnyAsync(m => m.Name == model, ct)
            ? ModelRefusals.VersionNotFound(model, version)
            : ModelRefusals.NotFound(model);
    }

    /// <summary>Whether a model is registered.</summary>
    public async Task<bool> HasModelAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AnyAsync(m => m.Name == model, ct);
    }

    /// <summary>The last windows of a version, reference windows included, in time order.</summary>
    public async Task<IReadOnlyList<WindowView>> WindowsAsync(string model, string version, int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var windows = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == model && w.Version == version)
            .OrderByDescending(w => w.Start)
            .ThenByDescending(w => w.Id)
            .Take(most)
            .Select(w => new
            {
                w.Id,
                w.Role,
                w.Start,
                w.End,
                w.Rows,
                w.Labelled,
                w.ReferenceId,
                w.DataSha256,
                w.UploadedAt,
                w.PerformanceJson,
                w.OptionsJson,
            })
            .ToListAsync(ct);
        var ids = windows.Select(w => w.Id).ToList();
        var features = (
            await db.FeatureDrifts.AsNoTracking().Where(d => ids.Contains(d.Window)).OrderBy(d => d.Position).ToListAsync(ct)
        ).ToLookup(d => d.Window);
        windows.Reverse();
        return
        [
            .. windows.Select(w => new WindowView(
                w.Id,
                w.Role,
                w.Start,
                w.End,
                w.Rows,
                w.Labelled,
                w.ReferenceId,
                w.DataSha256,
                w.UploadedAt,
                StoredPerformance.FromJson(w.PerformanceJson),
                [.. features[w.Id]]
            )
            {
                Counted = MonitoringWindow.IsCountedBy(w.OptionsJson),
            }),
        ];
    }

    /// <summary>
    /// Fairness of windows as their monitors measured it (the fairness JSON), by window; those without protected attributes are left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<WindowId, string>> FairnessAsync(IReadOnlyList<WindowId> windows, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var ids = windows.ToList();
        return await db
            .WindowEvaluations.AsNoTracking()
            .Where(e => ids.Contains(e.Window) && e.FairnessJson != null)
            .ToDictionaryAsync(e => e.Window, e => e.FairnessJson!, ct);
    }

    /// <summary>The whole drift result of a window as stored; null when the version has no such window, or it is a reference.</summary>
    public async Task<string?> DriftJsonAsync(string model, string version, WindowId window, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Windows.AsNoTracking()
            .Where(w => w.Id == window && w.Model == model && w.Version == version)
            .Select(w => w.DriftJson)
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>
    /// Monitored versions, at most <see cref="MaxMonitors"/>: those that need attention first. What calls for it chooses them, so that the
    /// others cost nothing, however many there are. How well they performed is left out, see <see cref="WithPerformanceAsync"/>.
    /// </summary>
    public async Task<IReadOnlyList<MonitorRow>> MonitorsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.KeptAsync("monitors", null, FigureBasis.Records, () => ReadMonitorsAsync(db, ct), ct);
    }

    /// <summary>
    /// Versions in production that nothing measured, those that serve longest first: what was never measured is not fine.
    /// </summary>
    public async Task<IReadOnlyList<UnmonitoredVersion>> UnmonitoredAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.KeptAsync(
            "unmonitored",
            null,
            FigureBasis.Records,
            () => MonitoringCoverage.UnmonitoredAsync(db, MaxUnmonitored, ct),
            ct
        );
    }

    private static async Task<IReadOnlyList<MonitorRow>> ReadMonitorsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var alerts = (
            await db
                .Alerts.AsNoTracking()
                .Where(a => a.State != AlertState.Resolved && db.Windows.Any(w => w.Model == a.Model && w.Version == a.Version))
                .GroupBy(a => new { a.Model, a.Version })
                .Select(g => new
                {
                    g.Key.Model,
                    g.Key.Version,
                    Count = g.Count(),
                    Since = g.Min(a => a.BeganAt),
                    Severe = g.Count(a => a.Level == DriftLevel.Alert),
                })
                .OrderByDescending(a => a.Severe)
                .ThenBy(a => a.Since)
                .ThenBy(a => a.Model)
                .ThenBy(a => a.Version)
                .Take(MaxMonitors)
                .ToListAsync(ct)
        ).ToDictionary(a => (a.Model, a.Version));
        var drifting = Drifting(db);
        var drifted = await Last(db)
            .Where(w => drifting.Contains(w.Id))
            .Select(w => new { w.Model, w.Version })
            .OrderBy(w => w.Model)
            .ThenBy(w => w.Version)
            .Take(MaxMonitors)
            .ToListAsync(ct);
        var first = await db
            .Windows.AsNoTracking()
            .Select(w => new { w.Model, w.Version })
            .Distinct()
            .OrderBy(w => w.Model)
            .ThenBy(w => w.Version)
            .Take(MaxMonitors)
            .ToListAsync(ct);
        var asked = alerts
            .Keys.Select(k => new { k.Model, k.Version })
            .Concat(drifted)
            .Concat(first)
            .Distinct()
            .Take(MaxMonitors)
            .ToHashSet();
        var models = asked.Select(k => k.Model).Distinct().ToList();
        var versions = (
            await db
                .Windows.AsNoTracking()
                .Where(w => models.Contains(w.Model))
                .GroupBy(w => new { w.Model, w.Version })
                .Select(g => new
                {
                    g.Key.Model,
                    g.Key.Version,
                    Windows = g.Count(w => w.Role == WindowRole.Current),
                })
                .ToListAsync(ct)
        ).FindAll(v => asked.Contains(new { v.Model, v.Version }));
        var serving = InProduction(db);
        var named = await db
            .Models.AsNoTracking()
            .Where(m => models.Contains(m.Name))
            .Select(m => new
            {
                m.Name,
                m.DisplayName,
                Serving = serving.Where(d => d.Model == m.Name).Select(d => d.Version).ToList(),
            })
            .ToDictionaryAsync(m => m.Name, StringComparer.Ordinal, ct);
        var windows = await Last(db)
            .Where(w => models.Contains(w.Model))
            .Select(w => new
            {
                w.Id,
                w.Model,
                w.Version,
                w.End,
                w.Rows,
                w.Labelled,
            })
            .ToListAsync(ct);
        var ids = windows.ConvertAll(w => w.Id);
        var features = (
            await db
                .FeatureDrifts.AsNoTracking()
                .Where(f => ids.Contains(f.Window))
                .Select(f => new
                {
                    f.Window,
                    f.Name,
                    f.Psi,
                    f.Verdict,
                    f.Level,
                })
                .ToListAsync(ct)
        ).ToLookup(f => f.Window);
        var lasts = windows.ToDictionary(w => (w.Model, w.Version));
        var rows = versions.Select(v =>
        {
            var last = lasts.GetValueOrDefault((v.Model, v.Version));
            var found = last is null ? [] : features[last.Id].ToList();
            var worst = found.Rank(f => (f.Name, f.Verdict, f.Psi)).FirstOrDefault();
            var model = named.GetValueOrDefault(v.Model);
            return new MonitorRow(
                v.Model,
                model?.DisplayName ?? v.Model,
                v.Version,
                model?.Serving.Contains(v.Version) ?? false,
                v.Windows,
                last?.End,
                worst?.Name,
                worst?.Psi,
                worst?.Verdict,
                found.Count(f => f.Level is DriftLevel.Alert),
                found.Count(f => f.Level is DriftLevel.Warning),
                null,
                null,
                last?.Rows ?? 0,
                last?.Labelled ?? 0
            )
            {
                Last = last?.Id,
                Drifting = found.Count(f => s_drift.Contains(f.Verdict)),
                OpenAlerts = alerts.GetValueOrDefault((v.Model, v.Version))?.Count ?? 0,
                AlertsSince = alerts.GetValueOrDefault((v.Model, v.Version))?.Since,
                WorstAlert =
                    alerts.GetValueOrDefault((v.Model, v.Version)) is not { } a ? null
                    : a.Severe > 0 ? DriftLevel.Alert
                    : DriftLevel.Warning,
            };
        });
        return
        [
            .. rows.OrderByDescending(r => r.OpenAlerts > 0)
                .ThenByDescending(r => r.Alerts)
                .ThenByDescending(r => r.WorstPsi ?? 0)
                .ThenBy(r => r.Model, StringComparer.Ordinal)
                .ThenBy(r => r.Version, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The same rows with how well they performed in their last windows. What is stored of that has 14 KB a window, so a page asks for the
    /// rows it shows.
    /// </summary>
    public async Task<IReadOnlyList<MonitorRow>> WithPerformanceAsync(IReadOnlyCollection<MonitorRow> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r.Last).OfType<WindowId>().ToList();
        if (ids.Count == 0)
        {
            return [.. rows];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var stored = await db
            .Windows.AsNoTracking()
            .Where(w => ids.Contains(w.Id))
            .Select(w => new { w.Id, w.PerformanceJson })
            .ToDictionaryAsync(w => w.Id, w => w.PerformanceJson, ct);
        return
        [
            .. rows.Select(row =>
                row.Last is { } last && StoredPerformance.FromJson(stored.GetValueOrDefault(last)) is { } performance
                    ? row with
                    {
                        Auc = performance.Metric("auc"),
                        FalseNegativeRate = performance.Rate("fnr"),
                    }
                    : row
            ),
        ];
    }

    /// <summary>How many models drift: by the newest window of their versions in use, see <see cref="VersionsInUse"/>.</summary>
    public async Task<int> CountDriftingAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var drifting = Drifting(db);
        return await db.KeptAsync(
            "models-drifting",
            null,
            FigureBasis.Records,
            () => VersionsInUse.NewestWindows(db).Where(w => drifting.Contains(w.Id)).Select(w => w.Model).Distinct().CountAsync(ct),
            ct
        );
    }

    // What drifts has an index of its own: asked window by window, every window of every model would be looked at.
    private static IQueryable<WindowId> Drifting(GovernanceDbContext db) =>
        db.FeatureDrifts.Where(f => s_drift.Contains(f.Verdict)).Select(f => f.Window);

    // The last current window of each version; start and end are unique within a version.
    private static IQueryable<MonitoringWindow> Last(GovernanceDbContext db) =>
        db
            .Windows.AsNoTracking()
            .Where(w =>
                w.Role == WindowRole.Current
                && !db.Windows.Any(o =>
                    o.Model == w.Model
                    && o.Version == w.Version
                    && o.Role == WindowRole.Current
                    && (o.Start > w.Start || (o.Start == w.Start && o.End > w.End))
                )
            );

    private static IQueryable<Deployment> InProduction(GovernanceDbContext db) => VersionsInUse.Serving(db).AsNoTracking();
}
