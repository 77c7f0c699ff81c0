using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Audit;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using DomainLevel = Governance.Domain.Monitoring.DriftLevel;

namespace Governance.Portal.Operations.Monitoring;

// What follows from a window in rows of their own.
public sealed partial class UploadWindow
{
    // A model that no one watches yet is watched from its first reference on.
    private static async Task WatchAsync(
        ActionContext context,
        string model,
        IReadOnlyList<(MonitorKind Kind, string Target, MonitorTerms Terms)> defaults,
        WindowId reference,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (
            await db.LockModelAsync(model, ct) is null
            || await db.Monitors.AnyAsync(m => m.Model == model && m.Kind != MonitorKind.Evaluation, ct)
        )
        {
            return;
        }

        var made = new List<ModelMonitor>(defaults.Count);
        foreach (var (kind, target, terms) in defaults)
        {
            made.Add(ModelMonitor.Create(await db.NextIdAsync<MonitorId>(ct), model, kind, target, null, terms, context.Now).Value);
        }

        db.Monitors.AddRange(made);
        context.Append(
            new AuditEvent("monitor.created", model, new JsonObject { ["count"] = made.Count, ["reference"] = reference.ToString() })
            {
                Covers = [.. made.Select(m => m.Id.ToString())],
            }
        );
    }

    internal static FeatureDrift RowOf(WindowId window, int position, DriftFeature feature, long rows) =>
        new()
        {
            Window = window,
            Name = feature.Name,
            Position = position,
            Psi = feature.Psi,
            Ks = feature.KolmogorovSmirnov?.Statistic,
            PAdjusted = feature.PValueAdjusted,
            MissingShare = (double)feature.Current.Missing / rows,
            NewCategoryShare = feature.NewCategoryShare,
            Verdict = feature.Verdict.ToWireName(),
            Level = LevelOf(feature.Level),
        };

    /// <summary>How much attention a feature asks for, as rows say it.</summary>
    internal static DomainLevel LevelOf(Analytics.Drift.DriftLevel level) =>
        level switch
        {
            Analytics.Drift.DriftLevel.Ok => DomainLevel.Ok,
            Analytics.Drift.DriftLevel.Warning => DomainLevel.Warning,
            Analytics.Drift.DriftLevel.Alert => DomainLevel.Alert,
        };

    private sealed record Baseline(WindowId? Reference, ReferenceProfile? Profile, StoredPerformance? Performance);

    private sealed record Measured(
        long Rows,
        DateTimeOffset Start,
        DateTimeOffset End,
        WindowId? Reference,
        ContentStore.Incoming? Profile,
        IReadOnlyList<string> ProfileColumns,
        IReadOnlyList<(MonitorKind Kind, string Target, MonitorTerms Terms)> Defaults,
        StoredDrift? Drift,
        StoredPerformance Performance
    )
    {
        /// <summary>How the file was read, and what of it is left out.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];
    }
}
