using System.Text;
using System.Text.Json;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring.Results;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// What gates and evidence bundles read of monitoring. It is read of the windows as they were stored, whose rows the log states; the
/// rows that pages search and draw are not.
/// </summary>
internal sealed class MonitoringFacts(TimeProvider clock) : IBundleFactSource
{
    // Rules that judge what windows measured.
    private static readonly string[] s_ofWindows = ["drift_limit", "metric_threshold", "data_quality"];

    public async Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var (stored, reference, leftOut, hasAlerts) = await StoredAsync(db, model, version, now, ct);
        var named = NamedKinds(policies);
        var alerts = db.Alerts.Local.Where(a => a.Model == model && IsOpen(a, version) && IsAsked(a.Rule, named)).ToList();
        var newest = Newest(stored, Pending(db, model, version, now));
        var labelled = newest is null ? null : await LabelledAsync(db, model, version, now, ct);
        reference = Reference(db, model, version, reference);
        var alertsDecide = Ask(policies, "no_open_alerts");
        var windowsDecide = s_ofWindows.Any(type => Ask(policies, type));
        if (newest is not null || hasAlerts || alertsDecide || windowsDecide || reference is not null || leftOut)
        {
            // What is left out is compared as well: no one blinds a gate by marking the row of a window.
            var without = leftOut ? await LeftOut(db, model, version, now).IgnoreQueryFilters().Select(w => w.Id).ToListAsync(ct) : [];
            var asked = AlertsAsked(model, version, hasAlerts, alertsDecide);
            if (windowsDecide)
            {
                var first = new[] { newest, labelled }.OfType<Measured>().MinBy(w => w.Id.Number);
                asked = asked.Append(await LoggedWindows.AfterAsync(db, model, version, first?.Id, ct));
            }

            await EnsureAsync(db, asked, [newest, labelled], [.. without, .. Ids(reference?.Id)], ct);
        }

        var coverage = Ask(policies, "monitoring_required") ? await MonitoringCoverage.ReadAsync(db, model, version, now, ct) : null;
        var signed = reference is { } one ? new BundledReference(one.Id.ToString(), one.Sha256) : null;
        if (newest is null && alerts.Count == 0)
        {
            return new BundleFacts { Coverage = coverage, Reference = signed };
        }

        var windows = await WindowsAsync(db, [newest, labelled], ct);
        var result = newest is null ? null : StoredWindow.Read(windows[newest.Id].DriftJson!);
        var performance = labelled is null ? null : StoredPerformance.FromJson(windows[labelled.Id].PerformanceJson);
        return new BundleFacts
        {
            Coverage = coverage,
            Reference = signed,
            Monitoring = new GateMonitoring
            {
                Bands = new GateBands(
                    Standing([.. alerts.Where(a => AlertKinds.UseOf(a.Rule) is AlertUse.Counts)]),
                    newest is null ? null
                        : alerts.Exists(a => a.Rule is AlertRule.LateData) ? "late"
                        : "current",
                    result is null ? null : Band(result.Severity is "major", result.Severity is "moderate"),
                    result is null ? null : Band(result.Checks.Any(c => c.Verdict is "fail"), result.Checks.Any(c => c.Verdict is "warn")),
                    Verdicts(performance) is { Count: > 0 } verdicts ? Band(verdicts.Contains("fail"), verdicts.Contains("warn")) : null
                ),
                Window = newest is null ? null : WindowOf(windows, newest),
                Drift = newest is null ? [] : DriftOf(windows[newest.Id], result!),
                Quality = result is null
                    ? null
                    : new GateQuality(result.Checks.LongCount(c => c.Verdict is "fail"), result.Checks.LongCount(c => c.Verdict is "warn"))
                    {
                        Checks = Ask(policies, "data_quality")
                            ? GateQualityCheck.Summarise(result.Checks.Select(c => (c.Check, c.Column, c.Verdict)))
                            : [],
                    },
                Performance =
                    labelled is null || performance is null
                        ? null
                        : new GatePerformance(WindowOf(windows, labelled), windows[labelled.Id].Labelled, MetricsOf(performance)),
                Alerts =
                [
                    .. alerts.Select(a => new GateAlert(a.Id.ToString(), WireName.Of(a.Rule), a.Field, Severity(a.Level), a.RaisedAt)),
                ],
            },
        };
    }

    private static bool Ask(IReadOnlyList<PolicyDocument> policies, string type) => policies.Any(p => p.Rules.Any(r => r.Type == type));

    /// <summary>Whether a rule of these policies is judged by this alert.</summary>
    internal static bool IsRead(Alert alert, IReadOnlyList<PolicyDocument> policies) => IsAsked(alert.Rule, NamedKinds(policies));

    // What counts only where a rule names it is a fact only for such a policy: otherwise it would void signatures.
    private static HashSet<string> NamedKinds(IReadOnlyList<PolicyDocument> policies) =>
        policies
            .SelectMany(p => p.Rules.Where(r => r.Type == "no_open_alerts").SelectMany(r => r.Parameters.List("monitors")))
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsAsked(AlertRule rule, HashSet<string> named) =>
        AlertKinds.UseOf(rule) switch
        {
            AlertUse.Counts => true,
            AlertUse.OnlyNamed => named.Contains(WireName.Of(rule)),
            AlertUse.Never => false,
        };

    private static bool IsOpen(Alert alert, string version) => alert.Version == version && alert.State is not AlertState.Resolved;

    // The newest windows, by the end of what they cover, so that an old one that comes late does not take the place of a newer one; and the
    // alerts, which are remembered. One statement: most versions have neither, and every signature asks.
    private static async Task<(List<Measured> Windows, (WindowId Id, string Sha256)? Reference, bool LeftOut, bool HasAlerts)> StoredAsync(
        GovernanceDbContext db,
        string model,
        string version,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var windows = Fresh(db, model, version, now).OrderByDescending(w => w.End).ThenByDescending(w => w.Id).Take(1);
        var references = db
            .Windows.Where(w =>
                w.Model == model && w.Version == version && w.Role == WindowRole.Reference && w.Status == WindowStatus.InForce
            )
            .OrderByDescending(w => w.Id)
            .Take(1);
        var without = LeftOut(db, model, version, now);
        var alerts = db.Alerts.Where(a => a.Model == model && a.Version == version && a.State != AlertState.Resolved);
        var rows = await (
            from known in db.Models.Where(m => m.Name == model)
            from w in windows.DefaultIfEmpty()
            from r in references.DefaultIfEmpty()
            from alert in alerts.DefaultIfEmpty()
            select new
            {
                Id = (WindowId?)w.Id,
                End = (DateTimeOffset?)w.End,
                w.ReferenceId,
                Reference = (WindowId?)r.Id,
                ReferenceSha256 = r.DataSha256,
                LeftOut = without.Any(),
                Alert = alert,
                HasAlerts = db.Alerts.Any(a => a.Model == model),
            }
        )
            .IgnoreQueryFilters()
            .ToListAsync(ct);
        return (
            [
                .. rows.Where(r => r.Id is not null)
                    .Select(r => new Measured(r.Id!.Value, r.End!.Value, r.ReferenceId!.Value))
                    .DistinctBy(w => w.Id),
            ],
            rows.Where(r => r.Reference is not null)
                .Select(r => ((WindowId, string)?)(r.Reference!.Value, r.ReferenceSha256))
                .FirstOrDefault(),
            rows.Exists(r => r.LeftOut),
            rows.Exists(r => r.HasAlerts)
        );
    }

    private static async Task<Measured?> LabelledAsync(
        GovernanceDbContext db,
        string model,
        string version,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var stored = await Fresh(db, model, version, now)
            .IgnoreQueryFilters()
            .Where(w => w.Labelled > 0 && w.PerformanceJson != null)
            .OrderByDescending(w => w.End)
            .ThenByDescending(w => w.Id)
            .Select(w => new Measured(w.Id, w.End, w.ReferenceId!.Value))
            .Take(1)
            .ToListAsync(ct);
        return Newest(stored, Pending(db, model, version, now).Where(w => w.Labelled > 0 && w.PerformanceJson is not null));
    }

    private static IQueryable<MonitoringWindow> Fresh(GovernanceDbContext db, string model, string version, DateTimeOffset now) =>
        MonitoringCoverage.Counting(db, PastTime.Latest(now)).Where(w => w.Model == model && w.Version == version);

    private static IQueryable<MonitoringWindow> LeftOut(GovernanceDbContext db, string model, string version, DateTimeOffset now)
    {
        var latest = PastTime.Latest(now);
        return db.Windows.Where(w =>
            w.Model == model && w.Version == version && (w.Status != WindowStatus.InForce || w.Repeats != null || w.End > latest)
        );
    }

    private static IEnumerable<WindowId> Ids(WindowId? id) => id is { } one ? [one] : [];

    private static IEnumerable<MonitoringWindow> Pending(GovernanceDbContext db, string model, string version, DateTimeOffset now) =>
        db.Windows.Local.Where(w =>
            w.Model == model
            && w.Version == version
            && w is { Role: WindowRole.Current, ReferenceId: not null, DriftJson: not null }
            && w.IsFresh(now)
            && !IsTakenOut(db, w.ReferenceId.Value)
        );

    // Withdrawn by the running action, which has not been saved yet.
    private static bool IsTakenOut(GovernanceDbContext db, WindowId id) =>
        db.Windows.Local.FirstOrDefault(w => w.Id == id) is { Status: not WindowStatus.InForce };

    private static (WindowId Id, string Sha256)? Reference(
        GovernanceDbContext db,
        string model,
        string version,
        (WindowId Id, string Sha256)? stored
    )
    {
        var pending = db
            .Windows.Local.Where(w =>
                w.Model == model && w.Version == version && w is { Role: WindowRole.Reference, Status: WindowStatus.InForce }
            )
            .Select(w => ((WindowId Id, string Sha256)?)(w.Id, w.DataSha256));
        return pending
            .Append(stored is { } one && IsTakenOut(db, one.Id) ? null : stored)
            .Where(r => r is not null)
            .MaxBy(r => r!.Value.Id.Number);
    }

    private static Measured? Newest(List<Measured> stored, IEnumerable<MonitoringWindow> pending) =>
        stored.Concat(pending.Select(w => new Measured(w.Id, w.End, w.ReferenceId!.Value))).MaxBy(w => (w.End, w.Id.Number));

    // All alerts of the model, and open ones of this version's name: one that someone resolved, or gave to another version or model, would
    // otherwise not be among those compared. One that was taken away says of nothing what it was about: where a rule reads alerts, none may
    // be gone.
    private static IEnumerable<RecordsAsked> AlertsAsked(string model, string version, bool hasAlerts, bool decide)
    {
        if (hasAlerts)
        {
            yield return RecordsAsked.Of<Alert>(nameof(Alert.Model), model);
        }

        if (decide)
        {
            yield return OpenAlerts.Of(version);
            yield return RecordsAsked.Missing<Alert>();
        }
    }

    private static Task EnsureAsync(
        GovernanceDbContext db,
        IEnumerable<RecordsAsked> alerts,
        IEnumerable<Measured?> windows,
        IReadOnlyList<WindowId> more,
        CancellationToken ct
    ) =>
        RecordIntegrity.EnsureAsync(
            db,
            [
                .. alerts,
                RecordsAsked.Of<MonitoringWindow>(
                    nameof(MonitoringWindow.Id),
                    windows
                        .OfType<Measured>()
                        .SelectMany(w => new object[] { w.Id, w.Reference })
                        .Concat(more.Select(w => (object)w))
                        .Distinct()
                ),
            ],
            ct
        );

    private static async Task<Dictionary<WindowId, MonitoringWindow>> WindowsAsync(
        GovernanceDbContext db,
        IEnumerable<Measured?> measured,
        CancellationToken ct
    )
    {
        var ids = measured.OfType<Measured>().SelectMany(w => new[] { w.Id, w.Reference }).Distinct().ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        return (
            await db.Windows.IgnoreQueryFilters().Where(w => ids.Contains(w.Id)).WithPendingAsync(db, w => ids.Contains(w.Id), ct)
        ).ToDictionary(w => w.Id);
    }

    private static GateWindow WindowOf(Dictionary<WindowId, MonitoringWindow> windows, Measured measured)
    {
        var (window, reference) = (windows[measured.Id], windows[measured.Reference]);
        return new GateWindow(
            window.Id.ToString(),
            window.DataSha256,
            window.Start,
            window.End,
            window.Rows,
            new GateReference(reference.Id.ToString(), reference.DataSha256, reference.Rows)
        );
    }

    // Read as a filed comparison is, so that both are judged by the same statistics. Columns that are never compared, such as dates, have
    // none.
    private static IReadOnlyList<DriftFeature> DriftOf(MonitoringWindow window, StoredWindow result)
    {
        using var document = JsonDocument.Parse(window.DriftJson!);
        var drift = Encoding.UTF8.GetBytes(document.RootElement.GetProperty("drift").GetRawText());
        var skipped = result.Features.Where(f => f.Verdict is "skipped").Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var reading = EvidenceFacts.Read("drift", drift, "application/json");
        return [.. (reading.Facts.Drift?.Features ?? []).Where(f => !skipped.Contains(f.Name))];
    }

    private static IReadOnlyList<GateMetric> MetricsOf(StoredPerformance performance)
    {
        var reading = EvidenceFacts.Read("validation", Encoding.UTF8.GetBytes(performance.Metrics.GetRawText()), "application/json");
        return [.. reading.Metrics.Select(m => m with { Source = "monitoring" })];
    }

    private static HashSet<string?> Verdicts(StoredPerformance? performance) =>
        performance is not null
        && performance.Metrics.TryGetProperty("verdicts", out var verdicts)
        && verdicts.ValueKind is JsonValueKind.Object
            ? [.. verdicts.EnumerateObject().Select(v => v.Value.GetString())]
            : [];

    // What counts only where it is named does not move the band that people sign, even where a rule names it.
    private static string Standing(IReadOnlyCollection<Alert> ours) => ours.Count == 0 ? "none" : Severity(ours.Max(a => a.Level));

    private static string Severity(DriftLevel level) => level is DriftLevel.Alert ? "alert" : "warning";

    private static string Band(bool isBreached, bool warns) =>
        isBreached ? "breached"
        : warns ? "warning"
        : "stable";

    /// <summary>A window that was compared with a reference.</summary>
    private sealed record Measured(WindowId Id, DateTimeOffset End, WindowId Reference);
}
