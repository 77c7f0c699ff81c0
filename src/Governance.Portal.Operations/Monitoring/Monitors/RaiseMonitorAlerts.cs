using System.Text.Json.Nodes;
using Governance.Analytics.Alarms;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// Stores readings and does what follows from them: one alert per version and monitor is raised, counted up, or over. What was measured of
/// one version ends no alert about another, unless it took that one's place. Runs in the transaction of
/// whoever measured.
/// </summary>
public sealed class RaiseMonitorAlerts(RetrainHooks hooks, IAlertsChanged rescore)
{
    // Windows that are looked back at: more than any run needs, however many of them had too few rows.
    private const int LooksBack = 120;

    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <summary>What the readings are of.</summary>
    internal sealed record Stretch(string Model, string Version, DateTimeOffset Start, DateTimeOffset End, WindowId? Window);

    /// <summary>What followed.</summary>
    internal sealed record Answer(int Breaches, string ReadingsSha256, IReadOnlyList<AlertId> Seen);

    internal async Task<Answer> RunAsync(ActionContext context, Stretch stretch, IReadOnlyList<Measure> measures, CancellationToken ct)
    {
        var db = context.Db;
        // Two stretches of one model wait for each other: a run of breaches is counted once.
        var model =
            await db.LockModelAsync(stretch.Model, ct) ?? throw new InvalidOperationException($"There is no model {stretch.Model}.");
        var ids = measures.Select(m => m.Monitor.Id).ToList();
        var watched = await IsWatchedAsync(db, stretch, ct);
        var past = await PastAsync(db, stretch, ids, ct);
        var repeats = (
            await db
                .Windows.Where(w => w.Model == stretch.Model && w.Version == stretch.Version && w.Repeats != null)
                .Select(w => (WindowId?)w.Id)
                .ToListAsync(ct)
        ).ToHashSet();
        var open = (
            await db.Alerts.Where(a => a.Model == stretch.Model && a.Monitor != null && a.State != AlertState.Resolved).ToListAsync(ct)
        ).ToLookup(a => a.Monitor!.Value);
        var used = await UsedAsync(db, stretch, open, ct);
        var over = await EndedAsync(db, stretch, ct);
        var seen = new List<AlertId>();
        foreach (var measure in measures)
        {
            var (reading, again) = Store(db, past[measure.Monitor.Id], stretch, measure);
            if (!watched)
            {
                continue;
            }

            var since = over.GetValueOrDefault(measure.Monitor.Id);
            List<MonitorReading> run =
            [
                .. past[measure.Monitor.Id]
                    .Append(reading)
                    .Distinct()
                    .Where(r => r.Start >= since)
                    .OrderByDescending(r => r.Start)
                    .ThenByDescending(r => r.End),
            ];
            // A file that came before for another period shows what is wrong, and never that it is right again.
            var step = AlarmJudge.Next(
                run.Where(r => !repeats.Contains(r.Window) || r.Outcome is MonitorOutcome.Breach).Select(r => Outcome(r.Outcome)),
                measure.Monitor.Consecutive
            );
            List<Alert> held =
            [
                .. open[measure.Monitor.Id]
                    .Where(a => a.Version == stretch.Version || !used.Contains(a.Version))
                    .OrderByDescending(a => a.Version == stretch.Version)
                    .Take(step is AlarmStep.End ? int.MaxValue : 1),
            ];
            foreach (var alert in held)
            {
                Go(context, alert, step, measure, stretch, again);
                seen.Add(alert.Id);
            }

            if (held.Count > 0)
            {
                continue;
            }

            if (step is AlarmStep.Raise)
            {
                seen.Add(await RaiseAsync(context, model, measure, stretch, run, ct));
            }
        }

        await rescore.ChangedAsync(context, stretch.Model, ct);
        return new Answer(measures.Count(m => m.Verdict.Outcome is AlarmOutcome.Breach), Digest(measures), seen);
    }

    // The version people are served by. Windows of others are drawn, but call no one.
    private static async Task<bool> IsWatchedAsync(GovernanceDbContext db, Stretch stretch, CancellationToken ct)
    {
        var monitored = db.Versions.Where(v =>
            v.Model == stretch.Model && db.Windows.Any(w => w.Model == v.Model && w.Version == v.Version && w.Role == WindowRole.Current)
        );
        var production = await monitored
            .Where(v =>
                db.Deployments.Any(d => d.Model == v.Model && d.Version == v.Version && d.Stage == Stage.Production && d.Until == null)
            )
            .Select(v => v.Version)
            .ToListAsync(ct);
        return production.Count > 0
            ? production.Contains(stretch.Version, StringComparer.Ordinal)
            : await monitored.OrderByDescending(v => v.Number).Select(v => v.Version).FirstOrDefaultAsync(ct) is var newest
                && (newest is null || newest == stretch.Version);
    }

    private static async Task<ILookup<MonitorId, MonitorReading>> PastAsync(
        GovernanceDbContext db,
        Stretch stretch,
        List<MonitorId> ids,
        CancellationToken ct
    )
    {
        var all = db.MonitorReadings.Where(r => ids.Contains(r.Monitor) && r.Version == stretch.Version);
        var starts = await all.Select(r => r.Start).Distinct().OrderByDescending(s => s).Take(LooksBack).ToListAsync(ct);
        // What is measured again may be older than that.
        var from = starts.Count == 0 || stretch.Start < starts[^1] ? stretch.Start : starts[^1];
        return (await all.Where(r => r.Start >= from).ToListAsync(ct)).ToLookup(r => r.Monitor);
    }

    // Of the versions that alerts are about those that are still used, or are about to be: only what is measured of them ends theirs.
    private static async Task<HashSet<string>> UsedAsync(
        GovernanceDbContext db,
        Stretch stretch,
        ILookup<MonitorId, Alert> open,
        CancellationToken ct
    )
    {
        List<string> others = [.. open.SelectMany(g => g).Select(a => a.Version).Where(v => v != stretch.Version).Distinct()];
        if (others.Count == 0)
        {
            return [];
        }

        return (
            await db
                .Versions.Where(v =>
                    v.Model == stretch.Model
                    && others.Contains(v.Version)
                    && (
                        db.Deployments.Any(d => d.Model == v.Model && d.Version == v.Version && d.Until == null)
                        || db.Promotions.Any(p =>
                            p.Model == v.Model
                            && p.Version == v.Version
                            && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
                        )
                    )
                )
                .Select(v => v.Version)
                .ToListAsync(ct)
        ).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<Dictionary<MonitorId, DateTimeOffset>> EndedAsync(
        GovernanceDbContext db,
        Stretch stretch,
        CancellationToken ct
    )
    {
        var over = await db
            .Alerts.AsNoTracking()
            .Where(a => a.Model == stretch.Model && a.Version == stretch.Version && a.Monitor != null && a.State == AlertState.Resolved)
            .Select(a => new
            {
                a.Monitor,
                a.SeenThrough,
                a.ResolvedAt,
            })
            .Distinct()
            .ToListAsync(ct);
        // A window that ended in the future says nothing of what came after the alert was over.
        return over.GroupBy(a => a.Monitor!.Value)
            .ToDictionary(g => g.Key, g => g.Max(a => a.SeenThrough.IsAhead(a.ResolvedAt!.Value) ? a.ResolvedAt.Value : a.SeenThrough));
    }

    private static (MonitorReading Reading, bool Again) Store(
        GovernanceDbContext db,
        IEnumerable<MonitorReading> past,
        Stretch stretch,
        Measure measure
    )
    {
        var reading = past.FirstOrDefault(r => r.Start == stretch.Start && r.End == stretch.End);
        var again = reading?.Outcome is MonitorOutcome.Breach;
        if (reading is null)
        {
            reading = new MonitorReading
            {
                Monitor = measure.Monitor.Id,
                Version = stretch.Version,
                Window = stretch.Window,
                Start = stretch.Start,
                End = stretch.End,
            };
            db.MonitorReadings.Add(reading);
        }

        (reading.Value, reading.Low, reading.High, reading.Rows, reading.Reason) = (
            Finite(measure.Value),
            Finite(measure.Low),
            Finite(measure.High),
            measure.Rows,
            measure.Reason
        );
        (reading.PAdjusted, reading.Outcome) = (
            measure.Verdict.PValueAdjusted,
            measure.Verdict.Outcome switch
            {
                AlarmOutcome.Ok => MonitorOutcome.Ok,
                AlarmOutcome.Breach => MonitorOutcome.Breach,
                AlarmOutcome.Unclear => MonitorOutcome.Unclear,
                AlarmOutcome.NotEnough => MonitorOutcome.NotEnough,
            }
        );
        return (reading, again);
    }

    private static void Go(ActionContext context, Alert alert, AlarmStep step, Measure measure, Stretch stretch, bool again)
    {
        if (step is AlarmStep.End)
        {
            alert.Pass(stretch.End);
            alert.Recover(context.Now);
            context.AppendAs(
                s_job,
                new AuditEvent(
                    "alert.resolved",
                    alert.Id.ToString(),
                    new JsonObject
                    {
                        ["model"] = alert.Model,
                        ["by"] = "windows",
                        ["window"] = stretch.Window?.ToString(),
                    }
                )
                {
                    Covers = [alert.Model],
                }
            );
        }
        else if (measure.Verdict.Outcome is AlarmOutcome.Breach && !again)
        {
            alert.SeeWindow(stretch.Version, Finite(measure.Value), measure.Level, stretch.End, context.Now);
        }
        else
        {
            alert.Pass(stretch.End);
        }
    }

    private async Task<AlertId> RaiseAsync(
        ActionContext context,
        Model model,
        Measure measure,
        Stretch stretch,
        List<MonitorReading> run,
        CancellationToken ct
    )
    {
        var monitor = measure.Monitor;
        var breaches = run.TakeWhile(r => r.Outcome is MonitorOutcome.Breach or MonitorOutcome.NotEnough)
            .Where(r => r.Outcome is MonitorOutcome.Breach)
            .ToList();
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = stretch.Model,
            Rule = RuleOf(monitor.Kind),
            Field = monitor.HasSegment
                ? $"{monitor.Target} where {monitor.SegmentColumn} = {monitor.SegmentValue}" is { Length: <= 500 } text
                    ? text
                    : monitor.Target
                : monitor.Target,
            Monitor = monitor.Id,
            Owner = monitor.Owner ?? model.Owner,
            BeganAt = breaches[^1].Start,
            RaisedAt = context.Now,
        };
        foreach (var _ in breaches)
        {
            alert.SeeWindow(stretch.Version, Finite(measure.Value), measure.Level, stretch.End, context.Now);
        }

        context.Db.Alerts.Add(alert);
        context.AppendAs(
            s_job,
            new AuditEvent(
                "alert.raised",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = stretch.Model,
                    ["version"] = stretch.Version,
                    ["rule"] = WireName.Of(alert.Rule),
                    ["field"] = alert.Field,
                    ["monitor"] = monitor.Id.ToString(),
                    ["window"] = stretch.Window?.ToString(),
                    ["began"] = CanonicalJson.Time(alert.BeganAt),
                    ["count"] = alert.Count,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [stretch.Model],
            }
        );
        if (monitor.AsksForRetraining && hooks.Find(stretch.Model) is not null)
        {
            context.Db.RetrainCalls.Add(new RetrainCall { Alert = alert.Id, Model = stretch.Model });
        }

        return alert.Id;
    }

    private static AlertRule RuleOf(MonitorKind kind) =>
        kind switch
        {
            MonitorKind.Drift => AlertRule.Drift,
            MonitorKind.ProtectedMix => AlertRule.ProtectedMix,
            MonitorKind.Performance => AlertRule.Performance,
            MonitorKind.Fairness => AlertRule.Fairness,
            MonitorKind.Quality => AlertRule.Quality,
            MonitorKind.Business => AlertRule.Business,
            MonitorKind.Evaluation => AlertRule.Evaluation,
        };

    private static AlarmOutcome Outcome(MonitorOutcome outcome) =>
        outcome switch
        {
            MonitorOutcome.Ok => AlarmOutcome.Ok,
            MonitorOutcome.Breach => AlarmOutcome.Breach,
            MonitorOutcome.Unclear => AlarmOutcome.Unclear,
            MonitorOutcome.NotEnough => AlarmOutcome.NotEnough,
        };

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Digest(IReadOnlyList<Measure> measures) =>
        Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["readings"] = new JsonArray([
                        .. measures.Select(m => new JsonObject
                        {
                            ["monitor"] = m.Monitor.Id.ToString(),
                            ["value"] = MonitorFacts.Written(Finite(m.Value)),
                            ["pAdjusted"] = MonitorFacts.Written(Finite(m.Verdict.PValueAdjusted)),
                            ["outcome"] = WireName.Of(m.Verdict.Outcome),
                        }),
                    ]),
                }
            )
        );
}
