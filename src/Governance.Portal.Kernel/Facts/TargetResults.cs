using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Targets;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>A version, and how it stands to a target.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Target">The target.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="Result">What it was judged by; null where nothing counts.</param>
public sealed record TargetStanding(string Model, string Version, MetricTarget Target, TargetOutcome Outcome, TargetResult? Result)
{
    /// <summary>The value that decides: of several, the one furthest from the bounds.</summary>
    public double? Value =>
        Result is not { Values.Count: > 0 } result
            ? null
            : result.Values.Where(v => !Target.Holds(v)).Cast<double?>().FirstOrDefault() ?? result.Values[0];
}

/// <summary>
/// How versions stand to targets: worked out here alone, for pages, obligations, documents and gates. Results are read of evidence, also of
/// what was withdrawn, since it was known, and of the newest window with labels.
/// </summary>
public static class TargetResults
{
    /// <summary>How some versions stand, in their order, then in the order of the targets. Two statements, however much there is.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<TargetStanding>> ReadAsync(
        GovernanceDbContext db,
        IQueryable<ModelVersion> versions,
        IReadOnlyList<MetricTarget> targets,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        if (targets.Count == 0)
        {
            return [];
        }

        // Evidence without figures need not be read.
        const string figures = "\"metrics\":[{";
        var rows = await versions
            .AsNoTracking()
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.ArtifactSha256,
                Evidence = db
                    .Evidence.Where(e => e.Model == v.Model && e.Version == v.Version && e.FactsJson.Contains(figures))
                    .OrderBy(e => e.Id)
                    .ToList(),
                Window = db
                    .Windows.Where(w =>
                        w.Model == v.Model
                        && w.Version == v.Version
                        && w.Role == WindowRole.Current
                        && w.Labelled > 0
                        && w.PerformanceJson != null
                    )
                    .OrderByDescending(w => w.End)
                    .ThenByDescending(w => w.Id)
                    .Select(w => (WindowId?)w.Id)
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        var ids = rows.Select(r => r.Window).OfType<WindowId>().ToList();
        var windows =
            ids.Count == 0
                ? []
                : await db
                    .Windows.AsNoTracking()
                    .Where(w => ids.Contains(w.Id))
                    .Select(w => new
                    {
                        w.Id,
                        w.Start,
                        w.End,
                        w.PerformanceJson,
                    })
                    .ToListAsync(ct);
        return
        [
            .. rows.SelectMany(r =>
            {
                var window = windows.Find(w => w.Id == r.Window);
                var live = window is null
                    ? null
                    : new Live(window.Id.ToString(), window.Start, window.End, Measured(window.PerformanceJson));
                return Judge(r.Model, r.Version, targets, r.ArtifactSha256, r.Evidence, live);
            }),
        ];
    }

    /// <summary>How the version of a gate stands to what was signed for the systems of its model.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="version">The version.</param>
    /// <param name="signed">What is in force.</param>
    /// <param name="performance">Performance in its newest window with labels; null where no labels came.</param>
    /// <param name="bound">What policies ask evidence to state before a figure is read from it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<GateTarget>> OfGateAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<SystemTargets> signed,
        GatePerformance? performance,
        RequiredBinding bound,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(signed);
        ArgumentNullException.ThrowIfNull(bound);
        if (signed.All(s => s.Targets.Count == 0))
        {
            return [];
        }

        var (model, name) = (version.Model, version.Version);
        var evidence = await db
            .Evidence.IgnoreQueryFilters()
            .Where(e => e.Model == model && e.Version == name)
            .WithPendingAsync(db, e => e.Model == model && e.Version == name, ct);
        var live = performance is null
            ? null
            : new Live(performance.Window.Id, performance.Window.Start, performance.Window.End, performance.Metrics);
        var heldOut = version.ReadManifest().Datasets.Where(d => d.Role == "test").Select(d => d.Sha256).ToList();
        return
        [
            .. from one in signed
            from standing in Judge(model, name, one.Targets, version.ArtifactSha256, evidence, live, States)
            let target = standing.Target
            select new GateTarget(
                one.Place,
                one.Id.ToString(),
                target.Metric,
                target.Slice,
                target.Min,
                target.Max,
                WireName.Of(standing.Outcome),
                standing.Value,
                standing.Result?.Reference
            ),
        ];

        // A report that other rules do not read is no result either.
        bool States(Evidence filed, SubjectFacts? subject, string metric) =>
            bound.Allows(WireName.Of(filed.Kind), metric, subject, version.ArtifactSha256, heldOut);
    }

    private static IEnumerable<TargetStanding> Judge(
        string model,
        string version,
        IReadOnlyList<MetricTarget> targets,
        string artifactSha256,
        IReadOnlyList<Evidence> evidence,
        Live? live,
        Func<Evidence, SubjectFacts?, string, bool>? states = null
    )
    {
        var readings = evidence
            .Select(e => (Evidence: e, Reading: StoredEvidenceFacts.Read(e.FactsJson)))
            .Where(r => r.Reading.Metrics.Count > 0)
            .ToList();
        foreach (var target in targets)
        {
            var results = readings
                .Select(r =>
                    (
                        r.Evidence,
                        About: r.Reading.ArtifactSha256 ?? r.Evidence.ArtifactSha256,
                        r.Reading.Facts.Subject,
                        Metrics: r.Reading.Metrics.Where(m => IsAbout(target, m)).ToList()
                    )
                )
                .Where(r => r.Metrics.Count > 0)
                .Select(r => new TargetResult(
                    r.Evidence.Id.ToString(),
                    r.Evidence.ProducedAt,
                    r.Evidence.AddedAt,
                    ValuesOf(r.Metrics),
                    Counts: r.Evidence.WithdrawnAt is null
                        && r.About == artifactSha256
                        && states?.Invoke(r.Evidence, r.Subject, target.Metric) is not false,
                    IsLive: false
                ))
                .ToList();
            if (live?.Metrics.Where(m => IsAbout(target, m)).ToList() is { Count: > 0 } measured)
            {
                results.Add(new TargetResult(live.Window, live.End, live.Start, ValuesOf(measured), Counts: true, IsLive: true));
            }

            var (outcome, result) = target.Judge(results);
            yield return new TargetStanding(model, version, target, outcome, result);
        }
    }

    private static bool IsAbout(MetricTarget target, GateMetric metric) => metric.Name == target.Metric && metric.Slice == target.Slice;

    // What is undefined for one attribute is not known for the metric.
    private static IReadOnlyList<double> ValuesOf(List<GateMetric> metrics) =>
        metrics.TrueForAll(m => m.Value is { } value && double.IsFinite(value)) ? [.. metrics.Select(m => m.Value!.Value)] : [];

    // The figures of a stored window, read as a filed report is.
    private static IReadOnlyList<GateMetric> Measured(string? performance)
    {
        if (performance is null)
        {
            return [];
        }

        using var stored = JsonDocument.Parse(performance);
        return stored.RootElement.TryGetProperty("metrics", out var metrics)
            ? EvidenceFacts.Read("validation", Encoding.UTF8.GetBytes(metrics.GetRawText()), "application/json").Metrics
            : [];
    }

    private sealed record Live(string Window, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<GateMetric> Metrics);
}
