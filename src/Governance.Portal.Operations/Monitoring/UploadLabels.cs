using System.Text;
using System.Text.Json.Nodes;
using Governance.Analytics.Io;
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
    LabelledWindows windows,
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
            var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
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
        var granted = await analysis.UploadTurnAsync(actor.Person, ct);
        if (granted.Refusal is { } crowded)
        {
            return crowded;
        }

        using var turn = granted.Value;
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
        var measured = await windows.MeasureAsync(model, version, labels.Value, without: null, ct);
        if (measured.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (await incoming.StageAsync(ct) is { } away)
        {
            return away;
        }

        long known;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            known = await DecisionsAsync(db, model, version, labels.Value, ct);
        }

        await factsChanged.PrepareAsync(model, version, ct);
        var outcome = await runner.RunAsync<Answer>(
            actor,
            attempt,
            (context, token) => RecordAsync(context, model, version, (labels.Value, known), measured.Value, incoming, token),
            ct
        );
        if (outcome.IsDone)
        {
            await decisions.LearnAsync(incoming.Content.Sha256, DecisionIds.Of(labels.Value), ct);
        }

        evaluations.Wake();
        return outcome;
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
        (Table Table, long Decisions) labels,
        LabelledWindows.Measured measured,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (await db.LabelBatches.AnyAsync(b => b.Model == model && b.Version == version && b.DataSha256 == incoming.Content.Sha256, ct))
        {
            // The same file again adds nothing.
            return new Answer(labels.Table.RowCount, 0, []) { Decisions = labels.Decisions };
        }

        if (await measured.IsOvertakenAsync(db, model, version, ct))
        {
            return ActionRunner.Busy; // another upload came between measuring and recording
        }

        var content = await incoming.KeepAsync(ct);
        var touched = await LabelledWindows.RecordAsync(context, measured, content.Sha256, ct);
        db.LabelBatches.Add(
            new LabelBatch
            {
                Model = model,
                Version = version,
                DataSha256 = content.Sha256,
                Labels = labels.Table.RowCount,
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
                    ["labels"] = labels.Table.RowCount,
                    ["matched"] = measured.Matched,
                    ["windows"] = touched.Count,
                }
            )
            {
                Covers = [.. touched.Select(w => w.Id.ToString())],
            }
        );
        await factsChanged.ChangedAsync(context, model, version, ct);
        return new Answer(labels.Table.RowCount, measured.Matched, [.. touched.Select(w => w.Id)]) { Decisions = labels.Decisions };
    }
}
