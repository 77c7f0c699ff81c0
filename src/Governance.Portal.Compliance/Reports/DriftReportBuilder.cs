using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Analytics.Performance;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting;
using Governance.Reporting.Drift;
using Microsoft.EntityFrameworkCore;
using DriftEffect = Governance.Analytics.Drift.DriftEffect;
using DriftOptions = Governance.Analytics.Drift.DriftOptions;
using FeatureRows = System.Collections.Generic.Dictionary<string, System.Text.Json.JsonElement>;

namespace Governance.Portal.Compliance.Reports;

/// <summary>
/// The drift report of a version: its windows against the reference that counts now, as they were measured when they came in.
/// </summary>
public sealed class DriftReportBuilder(IDbContextFactory<GovernanceDbContext> dbFactory) : IReportBuilder
{
    /// <summary>Windows printed at most: a year of weeks. Older ones are named as left out.</summary>
    public const int MaxWindows = 52;

    // One alert a monitor at a time; a report of a year of weeks has room for these.
    private const int MaxAlerts = 200;

    /// <inheritdoc/>
    public string Kind => "drift";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var watched = await db
            .Windows.AsNoTracking()
            .Where(w => w.ReferenceId != null)
            .Select(w => new { w.Model, w.Version })
            .Distinct()
            .OrderBy(w => w.Model)
            .ThenByDescending(w => w.Version)
            .Take(ReportKinds.MaxChoices)
            .ToListAsync(ct);
        return [.. watched.Select(w => new ReportChoice(ModelName.Of(w.Model, w.Version), Wording.Verbatim($"{w.Model} {w.Version}")))];
    }

    /// <inheritdoc/>
    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!TrySplit(subject, out var model, out var version))
        {
            return ReportRefusals.SubjectUnknown($"Name the version that the drift report is for, such as fraud-scorer@1.4.0.");
        }

        if (!await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
        {
            return ReportRefusals.SubjectUnknown($"There is no version {subject}.");
        }

        return await db.Windows.AnyAsync(w => w.Model == model && w.Version == version && w.ReferenceId != null, ct)
            ? ModelName.Of(model, version)
            : ReportRefusals.NothingToReport(
                $"{subject} has no window that was compared with a reference. Upload a reference and a current window first."
            );
    }

    /// <inheritdoc/>
    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        if (!TrySplit(subject, out var name, out var version))
        {
            throw new ReportDataException($"{subject} is not a version.");
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var snapshot = await db.ReadAtOneMomentAsync(ct);
        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == name, ct);
        var all = db.Windows.AsNoTracking().Where(w => w.Model == name && w.Version == version);
        var compared = all.Where(w => w.Role == WindowRole.Current && w.ReferenceId != null);
        var referenceId =
            await compared.OrderByDescending(w => w.ReferenceId).Select(w => w.ReferenceId).FirstOrDefaultAsync(ct)
            ?? throw new ReportDataException($"{subject} has no window that was compared with a reference.");
        var reference = await all.SingleAsync(w => w.Id == referenceId, ct);
        var windows = await compared
            .Where(w => w.ReferenceId == referenceId)
            .OrderByDescending(w => w.Start)
            .ThenByDescending(w => w.Id)
            .Take(MaxWindows)
            .ToListAsync(ct);
        windows.Reverse();
        var current = await all.CountAsync(w => w.Role == WindowRole.Current, ct);
        var (from, to) = (windows[0].Start, windows[^1].End);
        var deployments = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == name && d.Stage == Stage.Production && d.Since >= from && d.Since <= to)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .ToListAsync(ct);
        var first = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == name && d.Version == version && d.Stage == Stage.Production)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .Select(d => (DateTimeOffset?)d.Since)
            .FirstOrDefaultAsync(ct);
        var watched = await db.Monitors.AnyAsync(m => m.Model == name && m.IsEnabled, ct);
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a =>
                a.Model == name
                && a.Version == version
                && a.Monitor != null
                && a.BeganAt < to
                && (a.ResolvedAt == null || a.SeenThrough > from)
            )
            .OrderBy(a => a.Id)
            .Take(MaxAlerts)
            .ToListAsync(ct);
        await snapshot.RollbackAsync(ct);

        var now = document.MadeAt;
        var gaps = new List<SectionGap>();
        var features = Try(gaps, DriftSections.Features, () => Features(windows), []);
        var performance = Try(gaps, DriftSections.Performance, () => Performance(windows), []);
        return new DriftReportRecord
        {
            Document = document,
            Model = name,
            DisplayName = model.DisplayName,
            Version = version,
            RiskClass = model.RiskClass is { } riskClass ? WireName.Of(riskClass) : null,
            Reference = Window(reference),
            Windows = [.. windows.Select(Window)],
            Features = features,
            Performance = performance,
            Limits = Limits(StoredPerformance.FromJson(reference.PerformanceJson)) with
            {
                KsEffect = DriftOptions.Default.KolmogorovSmirnovEffect,
                WassersteinEffect = DriftOptions.Default.WassersteinEffect,
                CramersVEffect = DriftOptions.Default.CramersVEffect,
                NewCategoryEffect = DriftOptions.Default.NewCategoryEffect,
            },
            Events =
            [
                .. deployments.Select(d => new DriftEvent(
                    d.Since,
                    d.Kind is DeploymentKind.RollBack ? Wording.Text($"Rolled back to {d.Version}") : Wording.Text($"{d.Version} deployed")
                )),
            ],
            // Where no monitor watches, their absence must not read as "no alert".
            Alerts = watched ? [.. alerts.Select(a => Alert(a, windows, now))] : null,
            Notes = [.. Notes(current, windows.Count, referenceId), .. EarlyNotes(windows, first), .. CountedNotes(windows)],
            Gaps = gaps,
        };
    }

    // The limits that the page of the monitor draws: those that follow from the reference.
    private static DriftLimits Limits(StoredPerformance? reference) =>
        new(
            DriftOptions.Default.ModeratePsi,
            DriftOptions.Default.MajorPsi,
            reference?.Metric("auc") is { } area ? PerformanceComparison.LimitOf(area, higherIsBetter: true) : null,
            reference?.Rate("fpr") is { } alarms ? PerformanceComparison.LimitOf(alarms.Value, higherIsBetter: false) : null,
            reference?.Rate("fnr") is { } misses ? PerformanceComparison.LimitOf(misses.Value, higherIsBetter: false) : null
        );

    private static DriftAlert Alert(Alert alert, List<MonitoringWindow> windows, DateTimeOffset now) =>
        new(
            alert.Id.ToString(),
            Wording.Sentence(AlertText.Of(alert.Rule)),
            About(alert),
            WireName.Of(alert.Level),
            Wording.Sentence(alert.IsSilent(now) ? "Silenced" : alert.State.ToString()),
            alert.BeganAt,
            alert.ResolvedAt,
            windows.Find(w => w.Start == alert.BeganAt)?.Id.ToString() ?? "",
            alert.Resolution?.Text ?? alert.SilenceReason?.Text
        )
        {
            Value = AlertText.Value(alert.Rule, alert.Field, alert.Value) is { } value ? Wording.Sentence(value) : null,
            Feature = alert.Rule is AlertRule.Drift or AlertRule.ProtectedMix ? alert.Field : null,
            RaisedAt = alert.RaisedAt,
            AcknowledgedAt = alert.AcknowledgedAt,
        };

    // As the page of the alert says it.
    private static Wording About(Alert alert)
    {
        if (AlertFields.Parts(alert.Rule, alert.Field) is var (dataset, what))
        {
            return Wording.Text($"{dataset} ({Wording.Sentence(what)})");
        }

        var name = AlertFields.Name(alert.Rule, alert.Field);
        return name.English != alert.Field && AlertFields.Segment(alert.Field) is { } part ? Wording.Text($"{name} where {part}") : name;
    }

    private static FormattableString[] Notes(int current, int shown, WindowId reference) =>
        current == shown
            ? []
            :
            [
                FormattableStringFactory.Create(
                    "Current windows not in this report: {0} of {1}. The report covers the last {2} that were compared with {3}. "
                        + "A window keeps the reference that applied when it came in.",
                    current - shown,
                    current,
                    MaxWindows,
                    reference
                ),
            ];

    // What scored these rows is not on record: the portal has them as they were uploaded.
    private static IEnumerable<FormattableString> EarlyNotes(IReadOnlyList<MonitoringWindow> windows, DateTimeOffset? first)
    {
        var early = windows.Where(w => w.End <= first).Select(w => w.Id.ToString()).ToList();
        return early.Count == 0
            ? []
            :
            [
                FormattableStringFactory.Create(
                    "Windows that ended before this version was first deployed to production, on {0}: {1}. Their rows were uploaded for "
                        + "it, but it did not run in production then.",
                    first!.Value.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
                    string.Join(", ", early)
                ),
            ];
    }

    private static IEnumerable<FormattableString> CountedNotes(IReadOnlyList<MonitoringWindow> windows)
    {
        var counted = windows.Where(w => w.IsCounted).Select(w => w.Id.ToString()).ToList();
        return counted.Count == 0
            ? []
            :
            [
                FormattableStringFactory.Create(
                    "Windows that were counted at their source, without their rows: {0}. Their digest is that of the counts; the "
                        + "Kolmogorov–Smirnov statistic D is a lower bound where bins are quantiles, and performance was not measured.",
                    string.Join(", ", counted)
                ),
            ];
    }

    private static DriftWindow Window(MonitoringWindow window) =>
        new(
            window.Id.ToString(),
            window.Start,
            window.End,
            window.Rows,
            window.PerformanceJson is null && window.Labelled == 0 ? null : window.Labelled,
            window.DataSha256
        );

    private static IReadOnlyList<DriftFeature> Features(IReadOnlyList<MonitoringWindow> windows)
    {
        var read = windows.Select(Read).ToList();
        // In the order of the newest window; a column only older windows have comes after.
        var names = Enumerable.Reverse(read).SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal);
        return
        [
            .. names.Select(name => new DriftFeature(
                name,
                Enumerable.Reverse(read).First(r => r.ContainsKey(name))[name].GetProperty("type").GetString()!,
                [
                    .. read.Select(r =>
                        r.TryGetValue(name, out var feature)
                            ? Cell(feature)
                            : new DriftCell { Verdict = "skipped", Reason = "the window does not have this column" }
                    ),
                ]
            )),
        ];
    }

    private static FeatureRows Read(MonitoringWindow window)
    {
        var json = window.DriftJson ?? throw new FormatException($"The drift of {window.Id} is not stored.");
        return StoredHistograms
            .Drift(json)
            .GetProperty("features")
            .EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f, StringComparer.Ordinal);
    }

    private static DriftCell Cell(JsonElement feature) =>
        new()
        {
            Verdict = feature.GetProperty("verdict").GetString()!,
            Psi = Number(feature, "psi"),
            Ks = Number(feature.GetProperty("ks"), "statistic"),
            PValue = Number(feature.GetProperty("ks"), "pValueAdjusted") ?? Number(feature.GetProperty("chiSquare"), "pValueAdjusted"),
            MissingShare = MissingShare(feature.GetProperty("current")),
            ReferenceMissingShare = MissingShare(feature.GetProperty("reference")),
            NewCategoryShare = Number(feature, "newCategoryShare"),
            NewCategories = [.. feature.GetProperty("newCategories").EnumerateArray().Select(c => c.GetString()!)],
            Effects =
            [
                .. DriftEffect
                    .Of(
                        feature.GetProperty("type").GetString() is "numeric",
                        Number(feature, "psi"),
                        Number(feature.GetProperty("ks"), "statistic"),
                        feature.TryGetProperty("binning", out var bins) && bins.ValueEquals("quantile"u8),
                        Number(feature, "wassersteinNormalised"),
                        Number(feature.GetProperty("chiSquare"), "cramersV"),
                        Number(feature, "newCategoryShare"),
                        DriftOptions.Default,
                        feature.TryGetProperty("missingShift", out var missing) ? Number(missing, "statistic") : null
                    )
                    .Select(e => new DriftEffectFact(e.Statistic, e.Value, e.Limit)),
            ],
            Reason = feature.GetProperty("reason").GetString(),
        };

    private static double? MissingShare(JsonElement sample)
    {
        var missing = sample.GetProperty("missing").GetInt64();
        var rows =
            missing
            + sample.GetProperty("used").GetInt64()
            + sample.GetProperty("infinite").GetInt64()
            + sample.GetProperty("invalid").GetInt64();
        return rows == 0 ? null : (double)missing / rows;
    }

    private static IReadOnlyList<DriftPerformance> Performance(IReadOnlyList<MonitoringWindow> windows)
    {
        var read = windows.Select(w => (Window: w, Stored: StoredPerformance.FromJson(w.PerformanceJson))).ToList();
        return read.TrueForAll(r => r.Stored is null) ? [] : [.. read.Select(r => Performance(r.Window, r.Stored))];
    }

    private static DriftPerformance Performance(MonitoringWindow window, StoredPerformance? stored)
    {
        if (stored is null)
        {
            return new DriftPerformance(window.Id.ToString(), null, null, null, "the window has no labels");
        }

        var (record, confusion) = (stored.Record, stored.Record.Confusion);
        var auc = Judged(Area(record), stored.Verdict("auc"));
        var falsePositives = Judged(
            Rate(stored.Rate("fpr"), confusion is null ? 0 : confusion.FalsePositives + confusion.TrueNegatives),
            stored.Verdict("fpr")
        );
        var falseNegatives = Judged(
            Rate(stored.Rate("fnr"), confusion is null ? 0 : confusion.FalseNegatives + confusion.TruePositives),
            stored.Verdict("fnr")
        );
        var reasons = new[] { "auc", "fpr", "fnr" }
            .Select(record.Reasons.GetValueOrDefault)
            .Where(r => r is not null)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var reason =
            auc is null || falsePositives is null || falseNegatives is null
                ? (reasons.Count > 0 ? string.Join("; ", reasons) : "too few labels")
                : null;
        return new DriftPerformance(window.Id.ToString(), auc, falsePositives, falseNegatives, reason);
    }

    /// <summary>The area with its normal 95 % interval, estimate ± 1.96 standard errors (DeLong), cut to [0, 1].</summary>
    private static DriftEstimate? Area(PerformanceResult record) =>
        record.Auc is { } area && RankingMetrics.AucInterval(record) is var interval
            ? new DriftEstimate(area, interval?.Low, interval?.High, record.Labelled ?? 0)
            : null;

    private static DriftEstimate? Judged(DriftEstimate? estimate, string? verdict) =>
        estimate is null ? null : estimate with { Verdict = verdict };

    private static DriftEstimate? Rate(RateWithInterval? rate, long trials) =>
        rate is null ? null : new DriftEstimate(rate.Value, rate.Low, rate.High, trials);

    private static double? Number(JsonElement of, string member) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    private static bool TrySplit(string subject, out string model, out string version)
    {
        var at = subject.IndexOf('@', StringComparison.Ordinal);
        (model, version) = at < 0 ? ("", "") : (subject[..at], subject[(at + 1)..]);
        return ModelName.IsModel(model) && ModelName.IsVersion(version);
    }

    private static IReadOnlyList<T> Try<T>(List<SectionGap> gaps, string section, Func<IReadOnlyList<T>> read, IReadOnlyList<T> otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            gaps.Add(new SectionGap(section, e is FormatException ? e.Message : "A stored result cannot be read."));
            return otherwise;
        }
    }
}
