using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Results;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Reads an alert with what led to it and what became of it.</summary>
internal sealed class GetAlertDetail(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ListAlerts alerts,
    ListMonitors monitors,
    ReadMarks marks,
    AlertJudges judges,
    TimeProvider clock
)
{
    /// <summary>Readings shown at most: half a year of weeks.</summary>
    public const int MaxReadings = 26;

    private static readonly IReadOnlyDictionary<WindowId, string> s_none = new Dictionary<WindowId, string>();

    /// <summary>It, or null where there is none, or none that the reader may see.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="id">Of which alert.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<AlertDetail?> RunAsync(Actor actor, AlertId id, CancellationToken ct)
    {
        if (await alerts.GetAsync(id, ct) is not { } view)
        {
            return null;
        }

        var monitor = view.Monitor is { } watched ? await monitors.GetAsync(watched, ct) : null;
        IReadOnlyList<ReadingView> readings = monitor is null
            ? []
            : [.. (await monitors.ReadingsAsync(monitor.Id, null, null, MaxReadings, ct)).Reverse()];
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        var silencer = alert.SilencedBy is { } by ? await NameAsync(db, by, ct) : null;
        return new AlertDetail(view, monitor, readings, [.. History(alert, view, silencer).OrderByDescending(e => e.At)])
        {
            IsHeld = access.IsDone && (await judges.HeldAsync(db, access.Value, [alert], clock.GetUtcNow(), ct)).Count > 0,
            Reference = monitor is { Kind: MonitorKind.Performance } ? await ReferenceAsync(db, monitor, ct) : null,
            Decided = monitor is { Kind: MonitorKind.Drift or MonitorKind.ProtectedMix }
                ? await DecidedAsync(db, monitor, readings, ct)
                : s_none,
            Marks =
                readings.Count == 0
                    ? []
                    : await marks.RunAsync(actor, view.Model, readings.Min(r => r.Start), readings.Max(r => r.End), ct),
        };
    }

    // A column drifts by any of several statistics, and PSI alone is drawn.
    private static async Task<IReadOnlyDictionary<WindowId, string>> DecidedAsync(
        GovernanceDbContext db,
        MonitorInfo monitor,
        IReadOnlyList<ReadingView> readings,
        CancellationToken ct
    )
    {
        var limit = monitor.Upper ?? DriftBands.Moderate;
        var odd = readings
            .Where(r => r.Outcome is MonitorOutcome.Breach && !(r.Value >= limit))
            .Select(r => r.Window)
            .OfType<WindowId>()
            .ToList();
        if (odd.Count == 0)
        {
            return s_none;
        }

        var stored = await db
            .Windows.AsNoTracking()
            .Where(w => odd.Contains(w.Id) && w.DriftJson != null)
            .Select(w => new { w.Id, w.DriftJson })
            .ToListAsync(ct);
        // Of a part of the rows only the outcome is stored.
        return stored.ToDictionary(
            w => w.Id,
            w =>
                monitor.Segment is null
                && StoredWindow
                    .Read(w.DriftJson!)
                    .Find(monitor.Target)
                    ?.Effects.FirstOrDefault(e => monitor.Upper is null ? e.Statistic is not "psi" : e.Statistic is "missing")
                    is { } effect
                    ? EffectText.Of(effect)
                    : T["another statistic than PSI"]
        );
    }

    // Of the window that the newest measured one was compared with.
    private static async Task<double?> ReferenceAsync(GovernanceDbContext db, MonitorInfo monitor, CancellationToken ct)
    {
        if (monitor.Last?.Window is not { } newest)
        {
            return null;
        }

        var json = await db
            .Windows.AsNoTracking()
            .Where(w => w.Id == newest)
            .Join(db.Windows, w => w.ReferenceId, r => r.Id, (w, r) => r.PerformanceJson)
            .SingleOrDefaultAsync(ct);
        return StoredPerformance.FromJson(json) is { } performance
            ? MonitorMeasures.ValueOf(monitor.Target, performance.Record).Value
            : null;
    }

    private static async Task<string> NameAsync(GovernanceDbContext db, UserId person, CancellationToken ct) =>
        await db.Users.AsNoTracking().Where(u => u.Id == person.Number).Select(u => u.PrintedName).SingleOrDefaultAsync(ct)
        ?? person.ToString();

    private static IEnumerable<AlertEvent> History(Alert alert, AlertView view, string? silencer)
    {
        yield return new("notifications_active", "Raised", alert.RaisedAt, null, null);
        if (alert.Count > 1)
        {
            yield return new("visibility", "Last seen", alert.SeenAt, null, null);
        }

        if (alert.AcknowledgedAt is { } looked)
        {
            yield return new("check_circle", "Acknowledged", looked, view.AcknowledgedBy, null);
        }

        if (alert.SilencedUntil is { } until)
        {
            yield return new("notifications_off", "Silenced until", until, silencer, view.SilenceReason);
        }

        if (alert.ResolvedAt is { } over)
        {
            yield return new("check_circle", "Resolved", over, view.ResolvedBy, view.Resolution);
        }
    }
}
