using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// What watches versions, and what never was: monitors, windows, figures, traces of agents and decisions. Absence of a measurement is no
/// good measurement, so it is said in one place for gates, postures and the list of monitors.
/// </summary>
public static class MonitoringCoverage
{
    /// <summary>Days after which a version in production that nothing measured is a finding, whatever the policies say.</summary>
    public const int FindingAfterDays = 30;

    /// <summary>
    /// The windows that say how versions do. What two people withdrew, what repeats an earlier file, what ends in the future, what was not
    /// compared and what was compared with a withdrawn reference says nothing.
    /// </summary>
    /// <param name="db">A context. A gate ignores its filters, so that it answers the same whoever asks.</param>
    /// <param name="latest">The latest time at which something can have been measured.</param>
    public static IQueryable<MonitoringWindow> Counting(GovernanceDbContext db, DateTimeOffset latest)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Windows.Where(w =>
            w.Role == WindowRole.Current
            && w.Status == WindowStatus.InForce
            && w.Repeats == null
            && w.End <= latest
            && w.DriftJson != null
            && db.Windows.Any(r => r.Id == w.ReferenceId && r.Status == WindowStatus.InForce)
        );
    }

    /// <summary>What watches one version, in one statement.</summary>
    /// <param name="db">The action's context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="now">What ends later was not measured yet.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<GateCoverage> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var latest = PastTime.Latest(now);
        var windows = Counting(db, latest);
        var found = await db
            .Models.IgnoreQueryFilters()
            .Where(m => m.Name == model)
            .Select(m => new
            {
                Monitors = db.Monitors.Count(o => o.Model == model && o.IsEnabled),
                Streams = db.WindowSources.Count(s => s.Model == model && s.Version == version && !s.IsPaused),
                Since = db
                    .Deployments.Where(d => d.Model == model && d.Version == version && d.Stage == Stage.Production && d.Until == null)
                    .Min(d => (DateTimeOffset?)d.Since),
                Window = windows.Where(w => w.Model == model && w.Version == version).Max(w => (DateTimeOffset?)w.End),
                Figure = db
                    .BusinessFigures.Where(f => f.Model == model && f.Version == version && f.End <= latest)
                    .Max(f => (DateTimeOffset?)f.End),
                Run = db.AgentRuns.Where(r => r.Model == model && r.LastAt <= latest).Max(r => (DateTimeOffset?)r.LastAt),
                Decided = db
                    .DecisionHours.Where(h => db.DecisionSources.Any(s => s.Id == h.Source && s.Model == model && s.Version == version))
                    .Max(h => (DateTimeOffset?)h.From),
            })
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
        return found is null
            ? new GateCoverage(0, 0, null, null, null)
            : new GateCoverage(
                found.Monitors,
                found.Streams,
                Day(found.Since),
                Day(new[] { found.Window, found.Figure, found.Run }.Max()),
                Day(found.Decided)
            );
    }

    /// <summary>Versions in production that nothing measured, those that serve longest first.</summary>
    /// <param name="db">A context.</param>
    /// <param name="most">How many.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<UnmonitoredVersion>> UnmonitoredAsync(GovernanceDbContext db, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var windows = Counting(db, db.LatestMeasured);
        var found = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Stage == Stage.Production && d.Until == null)
            .Where(d => !windows.Any(w => w.Model == d.Model && w.Version == d.Version))
            .Where(d => !db.BusinessFigures.Any(f => f.Model == d.Model && f.Version == d.Version))
            .Where(d => !db.AgentRuns.Any(r => r.Model == d.Model))
            .GroupBy(d => new { d.Model, d.Version })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.Version,
                Since = g.Min(d => d.Since),
            })
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Model)
            .ThenBy(d => d.Version)
            .Take(most)
            .ToListAsync(ct);
        return [.. found.Select(d => new UnmonitoredVersion(d.Model, d.Version, d.Since))];
    }

    // To the day: data that comes every minute is no new fact every minute.
    private static DateTimeOffset? Day(DateTimeOffset? at) =>
        at is { } known ? new DateTimeOffset(known.UtcDateTime.Date, TimeSpan.Zero) : null;
}

/// <summary>A version in production that nothing measured.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
/// <param name="Since">Since when it serves.</param>
public sealed record UnmonitoredVersion(string Model, string Version, DateTimeOffset Since);
