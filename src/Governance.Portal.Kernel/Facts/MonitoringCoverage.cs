using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Kernel.AuditLog;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// What watches versions, and what never was: monitors, windows, figures, traces of agents and decisions. Absence of a measurement is no
/// good measurement, so it is said in one place for gates, postures and the list of monitors.
/// </summary>
public static class MonitoringCoverage
{
    /// <summary>Member of an entry: for each that it names, in the same order, when it was at work last.</summary>
    public const string LastTimes = "lastTimes";

    /// <summary>Action of the entries that take in spans of agents.</summary>
    public const string SpansStored = "agent-spans.stored";

    // Entries that are looked at, the newest first.
    private const int MaxEntries = 20;

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

    /// <summary>
    /// What watches one version. What opens the gate is what the log states: the rows it rests on are compared, and the times of traces and
    /// decisions, whose rows no entry states one by one, are no later than the entries say that took them in.
    /// </summary>
    /// <param name="db">The action's context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="now">What ends later was not measured yet.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
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
        var windows = Counting(db, latest).Where(w => w.Model == model && w.Version == version).OrderByDescending(w => w.End);
        var figures = db
            .BusinessFigures.Where(f => f.Model == model && f.Version == version && f.End <= latest && f.Status == WindowStatus.InForce)
            .OrderByDescending(f => f.End);
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
                Window = windows.ThenByDescending(w => w.Id).Select(w => (WindowId?)w.Id).FirstOrDefault(),
                Reference = windows.ThenByDescending(w => w.Id).Select(w => w.ReferenceId).FirstOrDefault(),
                WindowEnd = windows.Max(w => (DateTimeOffset?)w.End),
                Figure = figures.ThenByDescending(f => f.Id).Select(f => (long?)f.Id).FirstOrDefault(),
                FigureEnd = figures.Max(f => (DateTimeOffset?)f.End),
                Run = db
                    .AgentRuns.Where(r => r.Model == model && r.LastAt <= latest)
                    .OrderByDescending(r => r.LastAt)
                    .ThenByDescending(r => r.Id)
                    .Select(r => (AgentRunId?)r.Id)
                    .FirstOrDefault(),
                Source = db.DecisionSources.Where(s => s.Model == model && s.Version == version).Max(s => (int?)s.Id),
            })
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return new GateCoverage(0, 0, null, null, null);
        }

        // A deployment that was taken away, or given to another version, is one that its posture still names.
        var judged = await db
            .Postures.IgnoreQueryFilters()
            .Where(p => p.Model == model && p.Version == version && p.Deployment != null && p.Until == null)
            .Select(p => p.Deployment!.Value)
            .ToListAsync(ct);
        await RecordIntegrity.EnsureAsync(
            db,
            [
                RecordsAsked.Of<ModelMonitor>(nameof(ModelMonitor.Model), model),
                RecordsAsked.Of<WindowSource>(nameof(WindowSource.Model), model),
                RecordsAsked.Of<Deployment>(nameof(Deployment.Model), model),
                RecordsAsked
                    .Of<Deployment>(nameof(Deployment.Id), judged.Select(id => (object)id))
                    .OrGone(judged.Select(id => new object[] { id.Number })),
                RecordsAsked.Of<MonitoringWindow>(
                    nameof(MonitoringWindow.Id),
                    new[] { found.Window, found.Reference }.OfType<WindowId>().Select(id => (object)id)
                ),
                RecordsAsked.Of<BusinessFigure>(nameof(BusinessFigure.Id), new[] { found.Figure }.OfType<object>()),
            ],
            ct
        );
        var traced = found.Run is { } run ? await TracedAsync(db, model, run, ct) : null;
        var decided = found.Source is { } source ? await DecidedAsync(db, ModelName.Of(model, version), source, ct) : null;
        return new GateCoverage(
            found.Monitors,
            found.Streams,
            Day(found.Since),
            Day(new[] { found.WindowEnd, found.FigureEnd, traced }.Max()),
            Day(decided)
        );
    }

    /// <summary>Declares what <see cref="ReadAsync"/> reads and compares.</summary>
    public static DecisionReads<T> WithCoverage<T>(this DecisionReads<T> reads)
    {
        ArgumentNullException.ThrowIfNull(reads);
        return reads
            .AnchoredIn<ModelMonitor>("MonitoringCoverage and MonitoringFacts, of the model")
            .AnchoredIn<WindowSource>("MonitoringCoverage, of the model")
            .AnchoredIn<Deployment>("MonitoringCoverage, of the model and those that postures name, rows that are gone too")
            .AnchoredIn<MonitoringWindow>("MonitoringCoverage and MonitoringFacts, those that count")
            .AnchoredIn<BusinessFigure>("MonitoringCoverage, the newest of the version")
            .Idle<Posture>("only names deployments that are compared besides those of the model")
            .Recomputed<AgentRun>("the steps of the newest run and the log entries that took them in, which name the agent and the time")
            .Recomputed<AgentStep>("the log entries that took them in, which name the agent and the time")
            .Recomputed<DecisionSource>("the log entries of the newest batches, which name the versions")
            .Recomputed<DecisionHour>("the log entries of the newest batches, which name the versions and the times");
    }

    // Up to when entries of the log say that spans of an agent came.
    private static async Task<DateTimeOffset?> TracedAsync(GovernanceDbContext db, string model, AgentRunId run, CancellationToken ct)
    {
        var taken = await db
            .AgentSteps.Where(s => s.Run == run && s.LogIndex != null)
            .GroupBy(s => s.LogIndex!.Value)
            .Select(g => new { Index = g.Key, End = g.Max(s => s.EndedAt) })
            .OrderByDescending(g => g.Index)
            .Take(MaxEntries)
            .ToListAsync(ct);
        var said = await LoggedFact.AtAsync(db, taken.ConvertAll(t => t.Index), ct) ?? [];
        return said.Where(f => f.Action == SpansStored && f.Subject == "agent-spans")
            .Join(taken, f => f.Index, t => t.Index, (f, t) => Earlier(t.End, f, "agents", model, f.At))
            .Max();
    }

    // Up to when entries of the log say that a version decided.
    private static async Task<DateTimeOffset?> DecidedAsync(GovernanceDbContext db, string version, int source, CancellationToken ct)
    {
        var hours = await db
            .DecisionHours.Where(h => h.Source == source)
            .OrderByDescending(h => h.From)
            .ThenByDescending(h => h.Batch)
            .Select(h => new { h.From, h.Batch })
            .Take(MaxEntries)
            .ToListAsync(ct);
        var said = await LoggedFact.OfAsync(db, hours.ConvertAll(h => h.Batch.ToString()), ["decisions.stored"], ct) ?? [];
        return said.Join(
                hours,
                f => f.Subject,
                h => h.Batch.ToString(),
                (f, h) => Earlier(h.From, f, "models", version, DateTimeOffset.Parse(f.Text("lastTime")!, CultureInfo.InvariantCulture))
            )
            .Max();
    }

    /// <summary>
    /// The time that a row says, or the one that its entry says for what it names, whichever is earlier; null where the entry does not
    /// name it.
    /// </summary>
    private static DateTimeOffset? Earlier(DateTimeOffset row, LoggedFact entry, string names, string name, DateTimeOffset last)
    {
        var at = entry.Texts(names).ToList().IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        // Entries of earlier releases have one time for all that they name.
        var times = entry.Texts(LastTimes);
        var said = at < times.Count ? DateTimeOffset.Parse(times[at], CultureInfo.InvariantCulture) : last;
        return row < said ? row : said;
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
