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
    public sealed record Answer(long Labels, long Matched, IReadOnlyList<WindowId> Windows);

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
        using var turn = await analysis.TurnAsync(ct);
        Result<Table> labels;
        await using (var data = incoming.OpenRead())
        {
            labels = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
        }

        if (labels.Refusal is { } bad)
        {
            return bad;
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
        evaluations.Wake();
        return outcome;
    }

    private async Task<Result<Measured>> MeasureAsync(string model, string version, Table labels, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var digests = await db
            .LabelBatches.Where(b => b.Model == model && b.Version == version)
            .OrderBy(b => b.Id)
            .Select(b => b.DataSha256)
            .ToListAsync(ct);
        var earlier = await EarlierAsync(digests, ct);
        if (earlier.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var windows = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == model && w.Version == version)
            .OrderBy(w => w.Id)
            .ToListAsync(ct);
        var references = new Dictionary<WindowId, StoredPerformance>();
        var again = new Dictionary<WindowId, StoredPerformance>();
        long matched = 0;
        foreach (var window in windows)
        {
            var outcome = await AgainAsync(window, [.. earlier.Value, labels], references, ct);
            if (outcome.Refusal is { } refusal)
            {
                return refusal;
            }

            var (performance, found) = outcome.Value;
            if (window.Role is WindowRole.Reference)
            {
                references[window.Id] = performance;
            }

            if (found > 0)
            {
                matched += found;
                again[window.Id] = performance;
            }
        }

        return new Measured(windows.Count, digests.Count, matched, again);
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
            return new Answer(labels.RowCount, 0, []); // the same file again adds nothing
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
        return new Answer(labels.RowCount, measured.Matched, [.. touched.Select(w => w.Id)]);
    }

    private async Task<Result<List<Table>>> EarlierAsync(List<string> digests, CancellationToken ct)
    {
        var tables = new List<Table>(digests.Count);
        foreach (var digest in digests)
        {
            await using var data = await store.OpenFileAsync(digest, ct);
            var read = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
            if (read.Refusal is { } refusal)
            {
                return refusal;
            }

            tables.Add(read.Value);
        }

        return tables;
    }

    private async Task<Result<(StoredPerformance Performance, long Found)>> AgainAsync(
        MonitoringWindow window,
        IReadOnlyList<Table> labels,
        Dictionary<WindowId, StoredPerformance> references,
        CancellationToken ct
    )
    {
        var columns = WindowRows.ColumnsOf(window);
        if (window.IsCounted)
        {
            // The rows stayed at their source: there are no decision ids to join.
            return (StoredPerformance.FromJson(window.PerformanceJson)!, 0L);
        }

        var roles = columns.ToRoles();
        await using var data = await store.OpenFileAsync(window.DataSha256, ct);
        var read = await analysis.ReadAsync(data, roles, null, ct);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var table = read.Value;
        if (!table.Columns.OfType<KeyColumn>().Any())
        {
            // Without decision ids nothing can be joined; the window keeps what it has.
            return (StoredPerformance.FromJson(window.PerformanceJson)!, 0L);
        }

        try
        {
            long found = 0;
            foreach (var batch in labels)
            {
                var joined = LateLabels.Join(table, batch, roles);
                table = joined.Table;
                found = batch.RowCount - joined.Unmatched; // of the last, the new batch
            }

            var reference = window.ReferenceId is { } id ? references.GetValueOrDefault(id) : null;
            var measured = WindowAnalysis.Measure(table, roles, reference);
            return measured.Refusal is { } unusable ? unusable : (measured.Value, found);
        }
        catch (TabularFormatException e)
        {
            return MonitoringRefusals.BadData(e.Message);
        }
    }

    private sealed record Measured(int Windows, int Batches, long Matched, IReadOnlyDictionary<WindowId, StoredPerformance> Again);
}
