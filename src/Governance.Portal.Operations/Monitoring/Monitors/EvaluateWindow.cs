using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Monitoring.Results;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// Lets the monitors of a model look at one of its windows: measures outside any transaction, then records readings, alerts and facts in
/// one. Windows are taken in the order in which they were asked for; late labels ask again for the windows they touch.
/// </summary>
public sealed partial class EvaluateWindow(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    WindowRows rows,
    WindowAnalysis analysis,
    RaiseMonitorAlerts alerts,
    IAlertsChanged rescore,
    WorkProgress<WindowId> progress,
    DatabaseClock time,
    ILogger<EvaluateWindow> logger
) : WorkQueue<WindowEvaluation>(dbFactory, time)
{
    // Longer than any table takes: then the node that began is gone.
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(30);
    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <inheritdoc/>
    protected override string Name => "windows";

    /// <inheritdoc/>
    protected override Expression<Func<WindowEvaluation, DateTimeOffset>>? DueSince => e => e.AskedAt;

    /// <inheritdoc/>
    protected override IQueryable<WindowEvaluation> Due(GovernanceDbContext db, DateTimeOffset now)
    {
        var abandoned = now - s_most;
        return db
            .WindowEvaluations.Where(e =>
                e.State == EvaluationState.Waiting || (e.State == EvaluationState.Running && e.StartedAt < abandoned)
            )
            .OrderBy(e => e.AskedAt)
            .ThenBy(e => e.Window);
    }

    /// <inheritdoc/>
    protected override void Claim(WindowEvaluation row, DateTimeOffset now) => row.Start(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(WindowEvaluation row) => row.StartedAt + s_most;

    /// <inheritdoc/>
    protected override async Task WorkAsync(WindowEvaluation row, CancellationToken ct)
    {
        progress.Enter(row.Window, "Reading rows");
        var outcome = await EvaluateAsync(row, ct);
        if (outcome.Refusal is { } refusal)
        {
            await FailAsync(row, refusal.Message, ct);
        }
    }

    /// <summary>Another node measures it at once.</summary>
    protected override async Task ReturnAsync(WindowEvaluation row)
    {
        await using var db = await Databases.CreateDbContextAsync(CancellationToken.None);
        (await HeldAsync(db, row, CancellationToken.None)).Return();
        await SavedAsync(db, CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override Task FailAsync(WindowEvaluation row, Exception problem, CancellationToken ct)
    {
        LogFailed(problem, row.Window.ToString());
        return FailAsync(
            row,
            "Something failed on our side. An administrator can find the reason in the server's log under the window's ID.",
            ct
        );
    }

    /// <inheritdoc/>
    protected override void Leave(WindowEvaluation row) => progress.Leave(row.Window);

    private async Task FailAsync(WindowEvaluation row, string reason, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        var evaluation = await HeldAsync(db, row, ct);
        evaluation.Fail(WholeText.Beginning(reason, 1_000), await Time.NowAsync(db, ct));
        await db.SaveChangesAsync(ct);
    }

    private async Task<Result<WindowId>> EvaluateAsync(WindowEvaluation row, CancellationToken ct)
    {
        var id = row.Window;
        await using var db = await Databases.CreateDbContextAsync(ct);
        var window = await db.Windows.AsNoTracking().SingleAsync(w => w.Id == id, ct);
        var monitors = await db
            .Monitors.AsNoTracking()
            .Where(m => m.Model == window.Model && m.IsEnabled)
            .OrderBy(m => m.Id)
            .ToListAsync(ct);
        var reference = window.ReferenceId is { } before
            ? await db.Windows.AsNoTracking().SingleOrDefaultAsync(w => w.Id == before, ct)
            : null;
        if (window.DriftJson is null || reference is null)
        {
            return MonitoringRefusals.NoReference(ModelName.Of(window.Model, window.Version));
        }

        FairnessResult? fairness = null;
        Dictionary<MonitorId, (DriftFeature?, string?)> segments = [];
        if (WindowRows.ColumnsOf(window).Protected.Count > 0 || monitors.Exists(m => m.HasSegment))
        {
            using var turn = await analysis.TurnAsync(ct);
            fairness = await FairnessAsync(window, ct);
            progress.Enter(window.Id, "Comparing segments");
            foreach (var monitor in monitors.Where(m => m.HasSegment))
            {
                segments[monitor.Id] = await SegmentAsync(monitor, reference, window, ct);
            }
        }

        progress.Enter(window.Id, "Evaluating monitors");
        var business = await db
            .BusinessFigures.AsNoTracking()
            .Where(f => f.Model == window.Model && f.Version == window.Version && f.Start == window.Start && f.End == window.End)
            .ToDictionaryAsync(f => f.Name, f => f.Value, StringComparer.Ordinal, ct);
        var facts = new WindowFacts(
            StoredWindow.Read(window.DriftJson),
            StoredPerformance.FromJson(reference.PerformanceJson),
            StoredPerformance.FromJson(window.PerformanceJson),
            fairness,
            segments,
            business
        );
        var measures = MonitorMeasures.Of(monitors, facts);
        await rescore.PrepareAsync(window.Model, ct);
        return await runner.RunAsync<WindowId>(
            s_job,
            new Attempt("window.evaluated", window.Id.ToString(), Permission.WriteMonitoring),
            (context, token) => RecordAsync(context, row, window, measures, fairness, token),
            ct
        );
    }

    private async Task<Result<WindowId>> RecordAsync(
        ActionContext context,
        WindowEvaluation row,
        MonitoringWindow window,
        IReadOnlyList<Measure> measures,
        FairnessResult? fairness,
        CancellationToken ct
    )
    {
        // Asked again meanwhile, as late labels do, it is measured again: what was read is older than what was asked.
        var evaluation = await HeldAsync(context.Db, row, ct);
        var raised = await alerts.RunAsync(context, new(window.Model, window.Version, window.Start, window.End, window.Id), measures, ct);
        evaluation.Finish(fairness is null ? null : Json(fairness), context.Now);
        context.Append(
            new AuditEvent(
                "window.evaluated",
                window.Id.ToString(),
                new JsonObject
                {
                    ["version"] = ModelName.Of(window.Model, window.Version),
                    ["monitors"] = measures.Count,
                    ["breaches"] = raised.Breaches,
                    ["readingsSha256"] = raised.ReadingsSha256,
                }
            )
            {
                Covers = [ModelName.Of(window.Model, window.Version), window.Model, .. raised.Seen.Select(a => a.ToString())],
            }
        );
        return window.Id;
    }

    private async Task<FairnessResult?> FairnessAsync(MonitoringWindow window, CancellationToken ct)
    {
        var columns = WindowRows.ColumnsOf(window);
        if (columns.Protected.Count == 0 || await rows.ReadAsync(window, null, null, ct) is not { IsDone: true } read)
        {
            return null;
        }

        var table = await rows.WithLateLabelsAsync(window, read.Value, ct);
        return FairnessAnalysis.Evaluate(
            table,
            columns.ToRoles(),
            FairnessOptions.Default with
            {
                FavourableIsPositive = !columns.FavourableIsZero,
            }
        );
    }

    private async Task<(DriftFeature?, string?)> SegmentAsync(
        ModelMonitor monitor,
        MonitoringWindow reference,
        MonitoringWindow window,
        CancellationToken ct
    )
    {
        var filter = new RowFilter(monitor.SegmentColumn, monitor.SegmentValue);
        var before = await rows.ReadAsync(reference, filter, null, ct);
        if (before.Refusal is { } none)
        {
            return (null, $"Reference: {none.Message}");
        }

        var roles = WindowRows.ColumnsOf(reference).ToRoles();
        var profile = ReferenceProfile.FromTable(before.Value, roles, ct);
        var now = await rows.ReadAsync(window, filter, profile.Schema, ct);
        if (now.Refusal is { } empty)
        {
            return (null, empty.Message);
        }

        var feature = DriftAnalysis
            .Compare(profile, now.Value, DriftOptions.Default, roles, ct)
            .Features.FirstOrDefault(f => f.Name == monitor.Target);
        return (feature, feature is null ? $"There is no column {monitor.Target} to compare." : null);
    }

    private static string Json(FairnessResult fairness)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            FairnessJson.Write(fairness, writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    [LoggerMessage(1632, LogLevel.Error, "The monitors could not evaluate {Window}")]
    private partial void LogFailed(Exception e, string window);
}
