using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>The segment a monitor watches.</summary>
/// <param name="Column">Column.</param>
/// <param name="Value">Value its rows have.</param>
public sealed record SegmentView(string Column, string Value);

/// <summary>A monitor as shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Kind">drift, protected-mix, performance, fairness, quality, business or evaluation.</param>
/// <param name="Target">What is watched.</param>
/// <param name="Segment">Rows it watches; null for all.</param>
/// <param name="Lower">Lowest value of a business figure or evaluation.</param>
/// <param name="Upper">Bound; null for the usual one.</param>
/// <param name="MinimumRows">Rows each side needs.</param>
/// <param name="Consecutive">Windows in a row that raise an alert.</param>
/// <param name="Owner">E-mail address of whoever is asked to look; null for the model's owner.</param>
/// <param name="AsksForRetraining">An alert also asks the pipeline to train again.</param>
/// <param name="Enabled">Someone watches.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="Last">The newest reading; null before the first window.</param>
/// <param name="Alert">The alert that is not over; null when there is none.</param>
/// <param name="Revision">Grows with every change.</param>
public sealed record MonitorInfo(
    MonitorId Id,
    string Model,
    MonitorKind Kind,
    string Target,
    SegmentView? Segment,
    double? Lower,
    double? Upper,
    long MinimumRows,
    int Consecutive,
    string? Owner,
    bool AsksForRetraining,
    bool Enabled,
    DateTimeOffset CreatedAt,
    ReadingView? Last,
    AlertId? Alert,
    int Revision
)
{
    /// <summary>Declared hours from one arrival of data to the next; null where that is learnt from what comes.</summary>
    public double? ExpectedEveryHours { get; init; }
}

/// <summary>A value of a monitor in one window.</summary>
/// <param name="Version">The version observed.</param>
/// <param name="Window">The window; null for a business figure that was sent without one.</param>
/// <param name="Start">Start of the period.</param>
/// <param name="End">End of the period, exclusive.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="Rows">Number of rows it is based on.</param>
/// <param name="PAdjusted">p-value, corrected for all figures evaluated together.</param>
/// <param name="Outcome">ok, breach, unclear or not-enough.</param>
/// <param name="Reason">The reason.</param>
public sealed record ReadingView(
    string Version,
    WindowId? Window,
    DateTimeOffset Start,
    DateTimeOffset End,
    double? Value,
    double? Low,
    double? High,
    long Rows,
    double? PAdjusted,
    MonitorOutcome Outcome,
    string? Reason
);

/// <summary>How far the monitors of a model are with its windows.</summary>
/// <param name="Waiting">Windows in the queue or being looked at.</param>
/// <param name="Failed">Windows that could not be evaluated, with the reason; the newest first, at most 20.</param>
public sealed record EvaluationProgress(int Waiting, IReadOnlyList<(WindowId Window, string Reason)> Failed);

/// <summary>Reads monitors and their time series.</summary>
public sealed class ListMonitors(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>
    /// The monitors of a model, at most <see cref="ModelMonitor.MaxPerModel"/>: those with an alert first, then by kind.
    /// </summary>
    public async Task<IReadOnlyList<MonitorInfo>> RunAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var monitors = await db.Monitors.AsNoTracking().Where(m => m.Model == model).ToListAsync(ct);
        var views = await ViewsAsync(db, monitors, ct);
        return
        [
            .. views
                .OrderByDescending(m => m.Alert is not null)
                .ThenBy(m => m.Kind)
                .ThenByDescending(m => m.Last?.Outcome is MonitorOutcome.Breach)
                .ThenByDescending(m => m.Last?.Value ?? -1)
                .ThenBy(m => m.Target, StringComparer.Ordinal),
        ];
    }

    /// <summary>One monitor, or null.</summary>
    public async Task<MonitorInfo?> GetAsync(MonitorId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await ViewsAsync(db, await db.Monitors.AsNoTracking().Where(m => m.Id == id).ToListAsync(ct), ct)).SingleOrDefault();
    }

    /// <summary>The time series of a monitor, newest first.</summary>
    public async Task<IReadOnlyList<ReadingView>> ReadingsAsync(
        MonitorId id,
        string? version,
        DateTimeOffset? before,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readings = await db
            .MonitorReadings.AsNoTracking()
            .Where(r => r.Monitor == id && (version == null || r.Version == version) && (before == null || r.Start < before))
            .OrderByDescending(r => r.Start)
            .ThenByDescending(r => r.End)
            .Take(take)
            .ToListAsync(ct);
        return [.. readings.Select(View)];
    }

    /// <summary>
    /// Measures of evaluations of a version, each with its readings, oldest first; at most as many as a chart shows side by side.
    /// </summary>
    public async Task<IReadOnlyList<(MonitorInfo Monitor, IReadOnlyList<ReadingView> Readings)>> EvaluationsAsync(
        string model,
        string version,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var monitors = await db
            .Monitors.AsNoTracking()
            .Where(m => m.Model == model && m.Kind == MonitorKind.Evaluation)
            .OrderBy(m => m.Id)
            .ToListAsync(ct);
        if (monitors.Count == 0)
        {
            return [];
        }

        var ids = monitors.Select(m => m.Id).ToList();
        var all = db.MonitorReadings.AsNoTracking().Where(r => ids.Contains(r.Monitor) && r.Version == version);
        var starts = await all.Select(r => r.Start).Distinct().OrderByDescending(s => s).Take(GetMonitor.MaxWindows).ToListAsync(ct);
        var readings = (await all.Where(r => starts.Contains(r.Start)).OrderBy(r => r.Start).ThenBy(r => r.End).ToListAsync(ct)).ToLookup(
            r => r.Monitor
        );
        var views = await ViewsAsync(db, monitors, ct);
        return
        [
            .. views.Where(v => readings.Contains(v.Id)).Select(v => (v, (IReadOnlyList<ReadingView>)[.. readings[v.Id].Select(View)])),
        ];
    }

    /// <summary>How far the windows of a model are.</summary>
    public async Task<EvaluationProgress> ProgressAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var ours = db.WindowEvaluations.AsNoTracking().Where(e => db.Windows.Any(w => w.Id == e.Window && w.Model == model));
        var failed = await ours.Where(e => e.State == EvaluationState.Failed)
            .OrderByDescending(e => e.Window)
            .Take(20)
            .Select(e => new { e.Window, e.Reason })
            .ToListAsync(ct);
        return new EvaluationProgress(
            await ours.CountAsync(e => e.State == EvaluationState.Waiting || e.State == EvaluationState.Running, ct),
            [.. failed.Select(f => (f.Window, f.Reason ?? ""))]
        );
    }

    private static async Task<IReadOnlyList<MonitorInfo>> ViewsAsync(
        GovernanceDbContext db,
        List<ModelMonitor> monitors,
        CancellationToken ct
    )
    {
        var ids = monitors.Select(m => m.Id).ToList();
        var newest = await db
            .MonitorReadings.AsNoTracking()
            .Where(r =>
                ids.Contains(r.Monitor)
                && !db.MonitorReadings.Any(o => o.Monitor == r.Monitor && (o.Start > r.Start || (o.Start == r.Start && o.Id > r.Id)))
            )
            .ToListAsync(ct);
        var last = newest.ToDictionary(r => r.Monitor);
        var alerts = (
            await db
                .Alerts.AsNoTracking()
                .Where(a => a.Monitor != null && ids.Contains(a.Monitor!.Value) && a.State != AlertState.Resolved)
                .Select(a => new { a.Monitor, a.Id })
                .ToListAsync(ct)
        ).ToDictionary(a => a.Monitor!.Value, a => a.Id);
        var owners = monitors.Select(m => m.Owner).OfType<UserId>().Select(u => u.Number).Distinct().ToList();
        var emails = await db.Users.AsNoTracking().Where(u => owners.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Email, ct);
        return
        [
            .. monitors.Select(m => new MonitorInfo(
                m.Id,
                m.Model,
                m.Kind,
                m.Target,
                m.HasSegment ? new SegmentView(m.SegmentColumn, m.SegmentValue) : null,
                m.Lower,
                m.Upper,
                m.MinimumRows,
                m.Consecutive,
                m.Owner is { } owner ? emails.GetValueOrDefault(owner.Number) : null,
                m.AsksForRetraining,
                m.IsEnabled,
                m.CreatedAt,
                last.GetValueOrDefault(m.Id) is { } reading ? View(reading) : null,
                alerts.TryGetValue(m.Id, out var alert) ? alert : null,
                m.Revision
            )
            {
                ExpectedEveryHours = m.ExpectedEveryHours,
            }),
        ];
    }

    private static ReadingView View(MonitorReading r) =>
        new(r.Version, r.Window, r.Start, r.End, r.Value, r.Low, r.High, r.Rows, r.PAdjusted, r.Outcome, r.Reason);
}
