using System.Text;
using System.Text.Json.Nodes;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Takes in labels that became known after their windows were closed, and measures the windows again.</summary>
public sealed class UploadLabels(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore store,
    WindowAnalysis analysis,
    WindowRows rows,
    DecisionIds decisions,
    WorkProgress<WindowId> evaluations,
    IFactsChanged factsChanged,
    IOptions<LimitsOptions> limits,
    TimeProvider clock
)
{
    /// <summary>What came of it.</summary>
    /// <param name="Labels">Labels in the file.</param>
    /// <param name="Matched">Labels that found their decision in a window.</param>
    /// <param name="Windows">Windows measured again.</param>
    public sealed record Answer(long Labels, long Matched, IReadOnlyList<WindowId> Windows)
    {
        /// <summary>Labels that name a decision of the decision log: there they are what was true in the end.</summary>
        public long Decisions { get; init; }
    }

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="body">CSV or NDJSON with <c>decision_id</c>, <c>true_label</c> and optionally <c>label_timestamp</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Answer>> RunAsync(Actor actor, string model, string version, Stream body, CancellationToken ct)
    {
        var attempt = new Attempt("labels.stored", ModelName.Of(model, version), Permission.WriteMonitoring);
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var access = await AccessReader.LoadAsync(db, actor, clock.GetUtcNow(), ct);
            if (access.Refusal is { } unknown)
            {
                return unknown;
            }

            if (access.Value.Refuses(Permission.WriteMonitoring) is { } forbidden)
            {
                await runner.RefusedAsync(actor, attempt, forbidden, ct);
                return forbidden;
            }

            if (!await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
            {
                return ModelRefusals.VersionNotFound(model, version);
            }
        }

        var received = await store.ReceiveAsync(body, limits.Value.TableBytes, "Limits__TableBytes", actor, ct);
        if (received.Refusal is { } tooLarge)
        {
            return tooLarge;
        }

        await using var incoming = received.Value;
        using var turn = await analysis.TurnAsync(actor.Person, ct);
        Result<Table> labels;
        await using (var data = incoming.OpenRead())
        {
            labels = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
        }

        if (labels.Refusal is { } bad)
        {
            return bad;
        }

        if (RowTimes.RefusesAhead(labels.Value, clock.GetUtcNow()) is { } ahead)
        {
            return ahead;
        }

        // The rows are read again before the transaction: it would hold the writer's lock for as long as that takes.
        var measured = await MeasureAsync(model, version, labels.Value, ct);
        if (measured.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (await incoming.StageAsync(ct) is { } away)
        {
            return away;
        }

        await factsChanged.PrepareAsync(model, version, ct);
        var outcome = await runner.RunAsync<Answer>(
            actor,
            attempt,
            (context, token) => RecordAsync(context, model, version, labels.Value, measured.Value, incoming, token),
            ct
        );
        if (outcome.IsDone)
        {
            await decisions.LearnAsync(incoming.Content.Sha256, DecisionIds.Of(labels.Value), ct);
        }

        evaluations.Wake();
        return outcome;
    }

    // Opens the windows that can have one of the labels' decisions, what those are compared with, and the earlier labels of both.
    private async Task<Result<Measured>> MeasureAsync(string model, string version, Table labels, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var digests = await db
            .LabelBatches.Where(b => b.Model == model && b.Version == version)
            .OrderBy(b => b.Id)
            .Select(b => b.DataSha256)
            .ToListAsync(ct);
        var windows = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == model && w.Version == version)
            .OrderBy(w => w.Id)
            .ToListAsync(ct);
        var ids = DecisionIds.Of(labels);
        var about = (await decisions.MayContainAsync([.. windows.Where(w => !w.IsCounted).Select(w => w.DataSha256)], ids, ct)).ToHashSet(
            StringComparer.Ordinal
        );
        var measured = new Dictionary<WindowId, (StoredPerformance Performance, long Found)>();
        // What was approved with the version, or judges live traffic, is not measured anew by whoever sends labels.
        if (await ReferenceHold.TakesTwoAsync(db, model, version, ct))
        {
            foreach (var reference in windows.Where(w => w.Role is WindowRole.Reference))
            {
                measured[reference.Id] = (StoredPerformance.FromJson(reference.PerformanceJson)!, 0);
            }
        }

        foreach (var window in windows.Where(w => about.Contains(w.DataSha256)))
        {
            if (
                window.ReferenceId is { } before
                && !measured.ContainsKey(before)
                && windows.Find(w => w.Id == before) is { } reference
                && await AgainAsync(reference, digests, labels, measured, ct) is { } unread
            )
            {
                return unread;
            }

            if (!measured.ContainsKey(window.Id) && await AgainAsync(window, digests, labels, measured, ct) is { } refusal)
            {
                return refusal;
            }
        }

        var again = measured.Where(m => m.Value.Found > 0).ToDictionary(m => m.Key, m => m.Value.Performance);
        var matched = measured.Values.Sum(m => m.Found);
        return new Measured(windows.Count, digests.Count, matched, again)
        {
            Decisions = await DecisionsAsync(db, model, version, labels, ct),
        };
    }

    // Labels that name a decision of the log: there they are read in the background.
    private static async Task<long> DecisionsAsync(GovernanceDbContext db, string model, string version, Table labels, CancellationToken ct)
    {
        var source = await db
            .DecisionSources.AsNoTracking()
            .Where(s => s.Model == model && s.Version == version)
            .Select(s => (int?)s.Id)
            .SingleOrDefaultAsync(ct);
        if (source is null || labels.Columns.OfType<KeyColumn>().FirstOrDefault() is not { } keys)
        {
            return 0;
        }

        long found = 0;
        foreach (var part in Enumerable.Range(0, labels.RowCount).Where(r => !keys[r].IsEmpty).Chunk(500))
        {
            var ids = part.Select(r => Encoding.UTF8.GetString(keys[r])).Distinct(StringComparer.Ordinal).ToList();
            found += await (
                from key in db.DecisionIds.AsNoTracking()
                where ids.Contains(key.Id)
                join row in db.Decisions.AsNoTracking() on new { key.Number, key.Time } equals new { row.Number, row.Time }
                where row.Source == source
                select row.Number
            ).CountAsync(ct);
        }

        return found;
    }

    private async Task<Result<Answer>> RecordAsync(
        ActionContext context,
        string model,
        string version,
        Table labels,
        Measured measured,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (await db.LabelBatches.AnyAsync(b => b.Model == model && b.Version == version && b.DataSha256 == incoming.Content.Sha256, ct))
        {
            // The same file again adds nothing.
            return new Answer(labels.RowCount, 0, []) { Decisions = measured.Decisions };
        }

        var windows = await db.Windows.Where(w => w.Model == model && w.Version == version).OrderBy(w => w.Id).ToListAsync(ct);
        var batches = await db.LabelBatches.CountAsync(b => b.Model == model && b.Version == version, ct);
        if (windows.Count != measured.Windows || batches != measured.Batches)
        {
            return ActionRunner.Busy; // another upload came between measuring and recording
        }

        var touched = windows.Where(w => measured.Again.ContainsKey(w.Id)).ToList();
        foreach (var window in touched)
        {
            var performance = measured.Again[window.Id];
            window.Measure(performance.Record.Labelled ?? 0, performance.ToJson());
        }

        // Their monitors look again: what was unknown then may be a breach now.
        var again = touched.Where(w => w.Role is WindowRole.Current).Select(w => w.Id).ToList();
        foreach (var evaluation in await db.WindowEvaluations.Where(e => again.Contains(e.Window)).ToListAsync(ct))
        {
            evaluation.Ask(context.Now);
        }

        var content = await incoming.KeepAsync(ct);
        db.LabelBatches.Add(
            new LabelBatch
            {
                Model = model,
                Version = version,
                DataSha256 = content.Sha256,
                Labels = labels.RowCount,
                Matched = measured.Matched,
                UploadedAt = context.Now,
                UploadedBy = context.Access.Actor.Id,
            }
        );
        context.Append(
            new AuditEvent(
                "labels.stored",
                ModelName.Of(model, version),
                new JsonObject
                {
                    ["sha256"] = content.Sha256,
                    ["labels"] = labels.RowCount,
                    ["matched"] = measured.Matched,
                    ["windows"] = touched.Count,
                }
            )
            {
                Covers = [.. touched.Select(w => w.Id.ToString())],
            }
        );
        await factsChanged.ChangedAsync(context, model, version, ct);
        return new Answer(labels.RowCount, measured.Matched, [.. touched.Select(w => w.Id)]) { Decisions = measured.Decisions };
    }

    // Adds a window as it is with these labels to what was measured.
    private async Task<Refusal?> AgainAsync(
        MonitoringWindow window,
        IReadOnlyList<string> earlier,
        Table labels,
        Dictionary<WindowId, (StoredPerformance Performance, long Found)> measured,
        CancellationToken ct
    )
    {
        var columns = WindowRows.ColumnsOf(window);
        if (window.IsCounted)
        {
            // The rows stayed at their source: there are no decision ids to join.
            measured[window.Id] = (StoredPerformance.FromJson(window.PerformanceJson)!, 0L);
            return null;
        }

        var roles = columns.ToRoles();
        await using var data = await store.OpenFileAsync(window.DataSha256, ct);
        var read = await analysis.ReadAsync(data, roles, null, ct);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        await decisions.LearnAsync(window.DataSha256, DecisionIds.Of(read.Value), ct);
        if (!read.Value.Columns.OfType<KeyColumn>().Any())
        {
            // Without decision ids nothing can be joined; the window keeps what it has.
            measured[window.Id] = (StoredPerformance.FromJson(window.PerformanceJson)!, 0L);
            return null;
        }

        try
        {
            var before = await rows.WithLabelsAsync(read.Value, roles, earlier, skipsUnreadable: false, ct);
            if (before.Refusal is { } unreadable)
            {
                return unreadable;
            }

            var joined = LateLabels.Join(before.Value, labels, roles);
            var reference = window.ReferenceId is { } id && measured.TryGetValue(id, out var compared) ? compared.Performance : null;
            var performance = WindowAnalysis.Measure(joined.Table, roles, reference);
            if (performance.Refusal is { } unusable)
            {
                return unusable;
            }

            measured[window.Id] = (performance.Value, labels.RowCount - joined.Unmatched);
            return null;
        }
        catch (TabularFormatException e)
        {
            return MonitoringRefusals.BadData(e.Message);
        }
    }

    private sealed record Measured(int Windows, int Batches, long Matched, IReadOnlyDictionary<WindowId, StoredPerformance> Again)
    {
        public long Decisions { get; init; }
    }
}
