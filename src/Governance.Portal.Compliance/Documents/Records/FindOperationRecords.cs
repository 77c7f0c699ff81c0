using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Layout;
using Microsoft.EntityFrameworkCore;
using DriftOptions = Governance.Analytics.Drift.DriftOptions;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// What operation shows: the newest monitored window, the log of decisions, what people decided otherwise, how long logs are kept.
/// </summary>
internal sealed class FindOperationRecords : IFindRecords
{
    private const int MaxCounted = 1_000_000;

    private static readonly FormattableString s_threshold = FormattableStringFactory.Create(
        "Only if statistically significant: moderate drift from a PSI of {0}, a KS statistic of {1}, a Wasserstein distance of {2} sd "
            + "(decile bins), a Cramér's V of {3} or {4} new categories; major drift from a PSI of {5}",
        Limit(DriftOptions.Default.ModeratePsi),
        Limit(DriftOptions.Default.KolmogorovSmirnovEffect),
        Limit(DriftOptions.Default.WassersteinEffect),
        Limit(DriftOptions.Default.CramersVEffect),
        DriftOptions.Default.NewCategoryEffect.ToString("0 %", CultureInfo.InvariantCulture),
        Limit(DriftOptions.Default.MajorPsi)
    );

    public string Name => "Monitoring and decisions";

    public IReadOnlyList<string> Kinds { get; } = ["drift_monitoring", "decision_log", "human_oversight_record", "logs_retention"];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        if (models.Count == 0)
        {
            return [];
        }

        var sources = await db.DecisionSources.AsNoTracking().Where(s => models.Contains(s.Model)).ToListAsync(ct);
        var policies = await db
            .DecisionPolicies.AsNoTracking()
            .Where(p => models.Contains(p.Model))
            .Select(p => new
            {
                p.Model,
                p.RetentionDays,
                p.ChangedAt,
            })
            .ToListAsync(ct);
        var found = new List<SystemEvidence>();
        foreach (var version in systems.SelectMany(s => s.Versions).Distinct())
        {
            var records = new List<FoundEvidence>();
            var subject = ModelName.Of(version.Model, version.Version);
            var window = await db
                .Windows.AsNoTracking()
                .Where(w => w.Model == version.Model && w.Version == version.Version && w.Role == WindowRole.Current)
                .OrderByDescending(w => w.End)
                .ThenByDescending(w => w.Id)
                .Select(w => new { w.Id, w.End })
                .FirstOrDefaultAsync(ct);
            if (window is not null)
            {
                records.Add(
                    new(
                        "drift_monitoring",
                        $"Newest monitoring window",
                        window.Id.ToString(),
                        $"/monitoring/{version.Model}",
                        window.End,
                        subject,
                        OfServedVersion: true,
                        Live: true
                    )
                );
            }

            if (sources.Find(s => s.Model == version.Model && s.Version == version.Version)?.Id is { } source)
            {
                await NewestDecidedAsync(db, source, version, subject, records, ct);
            }

            if (policies.Find(p => p.Model == version.Model) is { } policy)
            {
                var days = policy.RetentionDays switch
                {
                    null => (FormattableString)$"decisions kept for as long as the installation is set to keep them",
                    1 => (FormattableString)$"decisions kept for 1 day",
                    { } kept => (FormattableString)$"decisions kept for {kept} days",
                };
                records.Add(
                    new(
                        "logs_retention",
                        $"Decision log: {days}",
                        $"policy:{version.Model}",
                        "/decisions",
                        policy.ChangedAt,
                        version.Model,
                        OfServedVersion: true,
                        Live: false
                    )
                );
            }

            found.AddRange(
                from system in systems
                where system.Versions.Contains(version)
                from record in records
                select new SystemEvidence(system.System, record)
            );
        }

        return found;
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var found = new List<FoundRecord>();
        foreach (var (model, version) in scope.Served.Select(s => (s.Model, s.Version)))
        {
            var subject = ModelName.Of(model, version);
            var window = await db
                .Windows.AsNoTracking()
                .Where(w => w.Model == model && w.Version == version && w.Role == WindowRole.Current && w.ReferenceId != null)
                .OrderByDescending(w => w.End)
                .ThenByDescending(w => w.Id)
                .FirstOrDefaultAsync(ct);
            if (window is not null)
            {
                var features = await db
                    .FeatureDrifts.AsNoTracking()
                    .Where(f => f.Window == window.Id)
                    .OrderBy(f => f.Position)
                    .Take(500)
                    .ToListAsync(ct);
                // As the drift report of the version counts those that have not ended.
                var alerts = await db
                    .Alerts.AsNoTracking()
                    .CountAsync(
                        a =>
                            a.Model == model && a.Version == version && a.Monitor != null && a.BeganAt < window.End && a.ResolvedAt == null,
                        ct
                    );
                found.Add(OfWindow(window, features, alerts, subject, scope.Now));
            }

            var sources = await db
                .DecisionSources.AsNoTracking()
                .Where(s => s.Model == model && s.Version == version)
                .Select(s => s.Id)
                .ToListAsync(ct);
            foreach (var source in sources)
            {
                await DecidedAsync(db, source, model, subject, found, ct);
            }

            if (await db.DecisionPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == model, ct) is { } policy)
            {
                var rows = new[]
                {
                    new Fields()
                        .Sentence("log_source", $"Decisions of {model}")
                        .Sentence(
                            "retention_days",
                            policy.RetentionDays switch
                            {
                                null => $"as long as the installation keeps them",
                                1 => $"1 day",
                                { } days => (FormattableString)$"{days} days",
                            }
                        )
                        .Said("integrity_check", "Each batch is committed to the audit log; the log is verified by a job")
                        .Row,
                };
                found.Add(
                    new FoundRecord
                    {
                        Kind = "logs_retention",
                        Id = $"policy:{model}",
                        Title = $"Retention of decisions",
                        Href = $"/decisions?q={Uri.EscapeDataString($"model:{model}")}",
                        Sha256 = FoundRecord.DigestOf("logs_retention", $"policy:{model}", rows),
                        IsComputed = true,
                        At = policy.ChangedAt,
                        Rows = rows,
                    }
                );
            }
        }

        return found;
    }

    private static async Task NewestDecidedAsync(
        GovernanceDbContext db,
        int source,
        ServedVersion version,
        string subject,
        List<FoundEvidence> records,
        CancellationToken ct
    )
    {
        var href = $"/decisions?q={Uri.EscapeDataString($"model:{version.Model}")}";
        var last = await db
            .Decisions.AsNoTracking()
            .Where(d => d.Source == source)
            .OrderByDescending(d => d.Time)
            .Select(d => (DateTimeOffset?)d.Time)
            .FirstOrDefaultAsync(ct);
        if (last is { } time)
        {
            records.Add(
                new("decision_log", $"Decision log", $"decisions:{subject}", href, time, subject, OfServedVersion: true, Live: true)
            );
        }

        var otherwise = await db
            .DecisionOverrides.AsNoTracking()
            .Where(o => o.Source == source)
            .OrderByDescending(o => o.Id)
            .Select(o => (DateTimeOffset?)o.At)
            .FirstOrDefaultAsync(ct);
        if (otherwise is { } at)
        {
            records.Add(
                new(
                    "human_oversight_record",
                    $"Decisions overridden by people",
                    $"overrides:{subject}",
                    href,
                    at,
                    subject,
                    OfServedVersion: true,
                    Live: true
                )
            );
        }
    }

    internal static FoundRecord OfWindow(
        MonitoringWindow window,
        IReadOnlyList<FeatureDrift> features,
        int alerts,
        string subject,
        DateTimeOffset now
    ) =>
        new()
        {
            Kind = "drift_monitoring",
            Id = window.Id.ToString(),
            Title = $"Newest monitoring window of {subject}",
            Href = $"/monitoring/{window.Model}?version={Uri.EscapeDataString(window.Version)}",
            Sha256 = window.DataSha256,
            At = window.End,
            Version = subject,
            Rows =
            [
                .. features.Select(f =>
                    new Fields()
                        .Sentence("metric", $"Drift of {Column(f.Name)}")
                        .Text("reference_window", window.ReferenceId?.ToString())
                        .Sentence("current_window", $"{window.Id}, {Day(window.Start)} to {Day(window.End)}")
                        .Measures("value", f.Psi is { } psi ? [Psi(f.Name, psi)] : [])
                        .Sentence("threshold", s_threshold)
                        .Said("alert", SentenceCase.OfName(f.Verdict))
                        .Sentence("action", $"Alert to the model's owner; {alerts} not ended on {Day(now)}")
                        .Row
                ),
            ],
        };

    // The record keeps the name of the column; people read the one that it has everywhere in the document.
    private static PortalWords Column(string name) => new(name) { Said = () => ColumnWords.Name(name) };

    private static async Task DecidedAsync(
        GovernanceDbContext db,
        int source,
        string model,
        string subject,
        List<FoundRecord> found,
        CancellationToken ct
    )
    {
        var href = $"/decisions?q={Uri.EscapeDataString($"model:{model}")}";
        var decisions = db.Decisions.AsNoTracking().Where(d => d.Source == source);
        // A log of years is not counted to its end for a page.
        var count = await decisions.OrderBy(d => d.Time).Take(MaxCounted + 1).CountAsync(ct);
        if (count > 0)
        {
            var (first, last) = (await decisions.MinAsync(d => d.Time, ct), await decisions.MaxAsync(d => d.Time, ct));
            var rows = new[]
            {
                Counted(count)
                    .Sentence("time", $"{Day(first)} (first logged) to {Day(last)} (last logged)")
                    .Text("model_version", subject)
                    .Row,
            };
            found.Add(
                new FoundRecord
                {
                    Kind = "decision_log",
                    Id = $"decisions:{subject}",
                    Title = $"Decision log",
                    Href = href,
                    Sha256 = FoundRecord.DigestOf("decision_log", $"decisions:{subject}", rows),
                    IsComputed = true,
                    At = last,
                    Version = subject,
                    Rows = rows,
                }
            );
        }

        var overrides = await db
            .DecisionOverrides.AsNoTracking()
            .Where(o => o.Source == source)
            .GroupBy(o => o.ReasonCode)
            .Select(g => new
            {
                Reason = g.Key,
                Count = g.LongCount(),
                Last = g.Max(o => o.At),
            })
            .ToListAsync(ct);
        if (overrides.Count > 0)
        {
            var last = overrides.Max(o => o.Last);
            var rows = overrides
                .OrderBy(o => o.Reason)
                .Select(o =>
                    new Fields()
                        .Said("measure", "A person overrides the model's decision")
                        .Sentence("event", $"Override, reason: {new PortalWords(WireName.Of(o.Reason).Replace('-', ' '))}")
                        .Measures("outcome", [new RecordMeasure("overrides", o.Count.ToString(CultureInfo.InvariantCulture))])
                        .Said("authority", "Risk officer or model owner")
                        .Day("time", o.Last)
                        .Row
                )
                .ToList();
            found.Add(
                new FoundRecord
                {
                    Kind = "human_oversight_record",
                    Id = $"overrides:{subject}",
                    Title = $"Decisions overridden by people",
                    Href = href,
                    Sha256 = FoundRecord.DigestOf("human_oversight_record", $"overrides:{subject}", rows),
                    IsComputed = true,
                    At = last,
                    Version = subject,
                    Rows = rows,
                }
            );
        }
    }

    private static Fields Counted(int count) =>
        count > MaxCounted
            ? new Fields().Sentence(
                "event_id",
                $"more than {new PortalWords(MaxCounted.ToString("#,0", CultureInfo.InvariantCulture))} decisions logged"
            )
            : new Fields().Measures("event_id", [new RecordMeasure("decisions logged", count.ToString(CultureInfo.InvariantCulture))]);

    private static RecordMeasure Psi(string column, double psi) =>
        new($"PSI of {column}", Fields.Number(psi)) { Words = $"PSI of {Column(column)}" };

    private static PortalWords Limit(double value) => new(value.ToString("0.00", CultureInfo.InvariantCulture));

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
