using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
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
    SegmentProfiles profiles,
    WindowAnalysis analysis,
    ContentStore store,
    RaiseMonitorAlerts alerts,
    IAlertsChanged rescore,
    IFactsChanged factsChanged,
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
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        // Few at a time, and soon done: as long as there is one, it is looked for.
        var any = await db.WindowEvaluations.AnyAsync(e => e.State == EvaluationState.Waiting || e.State == EvaluationState.Running, ct);
        return any ? DateTimeOffset.UnixEpoch : null;
    }

    /// <summary>Models take turns; of one model the windows stay in their order.</summary>
    protected override async Task<WindowEvaluation?> NextAsync(
        IQueryable<WindowEvaluation> due,
        GovernanceDbContext db,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var waiting = await due.Take(MaxLooked).ToListAsync(ct);
        if (waiting.Count < 2)
        {
            return waiting.FirstOrDefault();
        }

        var ids = waiting.ConvertAll(e => e.Window);
        var models = await db
            .Windows.AsNoTracking()
            .Where(w => ids.Contains(w.Id))
            .Select(w => new { w.Id, w.Model })
            .ToDictionaryAsync(w => w.Id, w => w.Model, ct);
        return Turns.Next(waiting, e => models[e.Window]);
    }

    /// <inheritdoc/>
    protected override void Claim(WindowEvaluation row, DateTimeOffset now) => row.Start(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(WindowEvaluation row) => row.StartedAt + s_most;

    /// <inheritdoc/>
    protected override async Task WorkAsync(WindowEvaluation row, CancellationToken ct)
    {
        progress.Enter(row.Window, "Reading rows");
        Result<WindowId> outcome;
        try
        {
            outcome = await EvaluateAsync(row, ct);
        }
        catch (RecordAlteredException altered)
        {
            outcome = altered.Refusal;
        }

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
    protected override async Task<bool> SetAsideAsync(WindowEvaluation row, WorkSetAsideException why, CancellationToken ct)
    {
        LogFailed(why, row.Window.ToString());
        await FailAsync(row, why.Message, ct);
        return true;
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
        if (await db.Windows.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, ct) is not { } window)
        {
            return MonitoringRefusals.WindowNotFound; // withdrawn meanwhile: no monitor looks at it any more
        }

        var monitors = await db
            .Monitors.AsNoTracking()
            .Where(m => m.Model == window.Model && m.IsEnabled)
            .OrderBy(m => m.Id)
            .ToListAsync(ct);
        var reference = window.ReferenceId is { } before
            ? await db.Windows.AsNoTracking().SingleOrDefaultAsync(w => w.Id == before, ct)
            : null;
        StoredDrift? again = null;
        if (reference is null && window.ReferenceId is not null && !window.IsCounted)
        {
            // Its reference was withdrawn: it is compared with the one that counts.
            reference = await db
                .Windows.AsNoTracking()
                .Where(w => w.Model == window.Model && w.Version == window.Version && w.Role == WindowRole.Reference)
                .OrderByDescending(w => w.Id)
                .FirstOrDefaultAsync(ct);
            if (reference is not null)
            {
                var against = await CompareAsync(window, reference, ct);
                if (against.Refusal is { } unread)
                {
                    return unread;
                }

                (again, var performance) = against.Value;
                window.Compare(reference.Id, again.Json);
                window.Measure(performance.Record.Labelled ?? 0, performance.ToJson());
            }
        }

        if (window.DriftJson is null || reference is null)
        {
            return MonitoringRefusals.NoReference(ModelName.Of(window.Model, window.Version));
        }

        FairnessResult? fairness = null;
        IReadOnlyList<string>? files = null;
        Dictionary<MonitorId, (DriftFeature?, string?)> segments = [];
        if (WindowRows.ColumnsOf(window).Protected.Count > 0 || monitors.Exists(m => m.HasSegment))
        {
            using var turn = await analysis.TurnAsync(window.Model, ct);
            (fairness, files) = await FairnessAsync(window, ct);
            progress.Enter(window.Id, "Comparing segments");
            // Monitors of the same segment share what is read of it, and all segments one pass over each file.
            var watched = monitors.Where(m => m.HasSegment).ToLookup(m => new RowFilter(m.SegmentColumn, m.SegmentValue));
            var compared = await SegmentsAsync([.. watched.Select(s => s.Key)], reference, window, ct);
            foreach (var monitor in watched.SelectMany(s => s))
            {
                var (features, problem) = compared[new RowFilter(monitor.SegmentColumn, monitor.SegmentValue)];
                var feature = features.FirstOrDefault(f => f.Name == monitor.Target);
                segments[monitor.Id] = (feature, problem ?? (feature is null ? $"There is no column {monitor.Target} to compare." : null));
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
        if (again is not null)
        {
            await factsChanged.PrepareAsync(window.Model, window.Version, ct);
        }

        return await runner.RunAsync<WindowId>(
            s_job,
            new Attempt("window.evaluated", window.Id.ToString(), Permission.WriteMonitoring),
            (context, token) => RecordAsync(context, row, window, new(measures, fairness, again, files), token),
            ct
        );
    }

    private async Task<Result<WindowId>> RecordAsync(
        ActionContext context,
        WindowEvaluation row,
        MonitoringWindow window,
        Evaluated evaluated,
        CancellationToken ct
    )
    {
        var (measures, fairness, again, files) = evaluated;
        if (
            await context.Db.Windows.SingleOrDefaultAsync(w => w.Id == window.Id, ct) is not { } stored
            || (window.ReferenceId is { } compared && !await context.Db.Windows.AnyAsync(w => w.Id == compared, ct))
        )
        {
            return ActionRunner.Busy; // one of the two was withdrawn meanwhile
        }

        if (again is not null)
        {
            stored.Compare(window.ReferenceId, window.DriftJson);
            stored.Measure(window.Labelled, window.PerformanceJson);
            await context.Db.FeatureDrifts.Where(f => f.Window == window.Id).ExecuteDeleteAsync(ct);
            context.Db.FeatureDrifts.AddRange(again.Result.Features.Select((f, i) => UploadWindow.RowOf(window.Id, i, f, window.Rows)));
            await factsChanged.ChangedAsync(context, window.Model, window.Version, ct);
        }

        if (files is not null)
        {
            await LabelledWindows.LearnAsync(context.Db, stored, files, all: true, ct);
        }

        // Asked again meanwhile, as late labels do, it is measured again: what was read is older than what was asked.
        var evaluation = await HeldAsync(context.Db, row, ct);
        var raised = await alerts.RunAsync(context, new(window.Model, window.Version, window.Start, window.End, window.Id), measures, ct);
        evaluation.Finish(fairness is null ? null : Json(fairness), context.Now);
        var facts = new JsonObject
        {
            ["version"] = ModelName.Of(window.Model, window.Version),
            ["monitors"] = measures.Count,
            ["breaches"] = raised.Breaches,
            ["readingsSha256"] = raised.ReadingsSha256,
        };
        if (again is not null)
        {
            facts["reference"] = window.ReferenceId.ToString();
        }

        context.Append(
            new AuditEvent("window.evaluated", window.Id.ToString(), facts)
            {
                Covers = [ModelName.Of(window.Model, window.Version), window.Model, .. raised.Seen.Select(a => a.ToString())],
            }
        );
        return window.Id;
    }

    // Fairness, and which files have labels of the window where that was not known.
    private async Task<(FairnessResult? Fairness, IReadOnlyList<string>? Files)> FairnessAsync(
        MonitoringWindow window,
        CancellationToken ct
    )
    {
        var columns = WindowRows.ColumnsOf(window);
        if (columns.Protected.Count == 0 || await rows.ReadAsync(window, null, null, ct) is not { IsDone: true } read)
        {
            return (null, null);
        }

        var labelled = await rows.WithLateLabelsAsync(window, read.Value, ct);
        var fairness = FairnessAnalysis.Evaluate(
            labelled.Table,
            columns.ToRoles(),
            FairnessOptions.Default with
            {
                FavourableIsPositive = !columns.FavourableIsZero,
            }
        );
        return (fairness, labelled.Files);
    }

    private async Task<Dictionary<RowFilter, (IReadOnlyList<DriftFeature> Features, string? Problem)>> SegmentsAsync(
        IReadOnlyList<RowFilter> segments,
        MonitoringWindow reference,
        MonitoringWindow window,
        CancellationToken ct
    )
    {
        var made = await profiles.OfAsync(reference, segments, ct);
        var compared = made.Where(p => p.Value.Refusal is not null)
            .ToDictionary(p => p.Key, p => ((IReadOnlyList<DriftFeature>)[], (string?)$"Reference: {p.Value.Refusal!.Message}"));
        var usable = segments.Where(s => made[s].IsDone).ToList();
        var roles = WindowRows.ColumnsOf(reference).ToRoles();
        var parts = await rows.ReadPartsAsync(window, [.. usable.Select(s => (s, (TableSchema?)made[s].Value.Schema))], ct);
        foreach (var (segment, now) in usable.Zip(parts))
        {
            compared[segment] = now.Refusal is { } empty
                ? ([], empty.Message)
                : (DriftAnalysis.Compare(made[segment].Value, now.Value, DriftOptions.Default, roles, ct).Features, null);
        }

        return compared;
    }

    // As at its upload, with the labels that came since.
    private async Task<Result<(StoredDrift Drift, StoredPerformance Performance)>> CompareAsync(
        MonitoringWindow window,
        MonitoringWindow reference,
        CancellationToken ct
    )
    {
        using var turn = await analysis.TurnAsync(window.Model, ct);
        ReferenceProfile profile;
        await using (var stored = await store.OpenFileAsync(reference.ProfileSha256!, ct))
        {
            profile = ReferenceProfile.Load(stored);
        }

        var roles = WindowRows.ColumnsOf(window).ToRoles();
        var read = await rows.ReadAsync(window, null, profile.Schema, ct);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var drift = WindowAnalysis.Compare(profile, read.Value, roles, ct);
        var labelled = await rows.WithLateLabelsAsync(window, read.Value, ct);
        var performance = WindowAnalysis.Measure(labelled.Table, roles, StoredPerformance.FromJson(reference.PerformanceJson));
        return performance.Refusal is { } unusable ? unusable : (drift, performance.Value);
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

    /// <summary>What an evaluation found, to be recorded.</summary>
    private sealed record Evaluated(
        IReadOnlyList<Measure> Measures,
        FairnessResult? Fairness,
        StoredDrift? Again,
        IReadOnlyList<string>? Files
    );

    [LoggerMessage(1632, LogLevel.Error, "The monitors could not evaluate {Window}")]
    private partial void LogFailed(Exception e, string window);
}
