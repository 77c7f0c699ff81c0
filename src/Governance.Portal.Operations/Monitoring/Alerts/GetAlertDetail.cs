using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;

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
        var access = await AccessReader.LoadAsync(db, actor, clock.GetUtcNow(), ct);
        var silencer = alert.SilencedBy is { } by ? await NameAsync(db, by, ct) : null;
        return new AlertDetail(view, monitor, readings, [.. History(alert, view, silencer).OrderByDescending(e => e.At)])
        {
            IsHeld = access.IsDone && (await judges.HeldAsync(db, access.Value, [alert], clock.GetUtcNow(), ct)).Count > 0,
            Reference = monitor is { Kind: MonitorKind.Performance } ? await ReferenceAsync(db, monitor, ct) : null,
            Marks =
                readings.Count == 0
                    ? []
                    : await marks.RunAsync(actor, view.Model, readings.Min(r => r.Start), readings.Max(r => r.End), ct),
        };
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
