using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Training;

/// <summary>
/// Notes runs that trained, in the transaction of their events or of the registration of what they made. One that no permit covered is a
/// finding: it waits for those who answer for its data, and raises an alert of the model, once there are records of data at all.
/// </summary>
public sealed class NoteTrainingRuns(IAlertsChanged rescore) : IVersionRegistered
{
    private const int MaxRuns = 50;
    private static readonly Actor s_job = Actor.OfJob("training-runs");

    /// <inheritdoc/>
    public async Task RegisteredAsync(ActionContext context, VersionManifest manifest, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(manifest);
        if (!manifest.Artifact.IsDeclared)
        {
            return;
        }

        var sha256 = manifest.Artifact.Sha256;
        // The version is not stored yet: its digest tells the runs that made it.
        var runs = await context
            .Db.LineageFlows.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(f => f.Sha256 == sha256 && f.Direction == FlowDirection.Output && !f.Source.StartsWith("job:"))
            .OrderByDescending(f => f.At)
            .ThenBy(f => f.Id)
            .Select(f => f.Source)
            .Take(MaxRuns)
            .ToListAsync(ct);
        if (runs.Count > 0)
        {
            var trained = await ReadTrainedRuns.OfAsync(context.Db, [.. runs.Distinct(StringComparer.Ordinal)], manifest, ct);
            await NoteAsync(context, trained, manifest, ct);
        }
    }

    internal async Task RunAsync(ActionContext context, IReadOnlyCollection<LineageRun> touched, CancellationToken ct)
    {
        var ended = touched.Where(r => r.State.IsEnd()).Select(r => r.Id).ToList();
        if (ended.Count > 0)
        {
            await NoteAsync(context, await ReadTrainedRuns.OfAsync(context.Db, ended, registered: null, ct), registered: null, ct);
        }
    }

    private async Task NoteAsync(
        ActionContext context,
        IReadOnlyCollection<TrainedRun> trained,
        VersionManifest? registered,
        CancellationToken ct
    )
    {
        var ids = trained.Select(r => r.Run).ToList();
        var known = await context.Db.TrainingRuns.IgnoreQueryFilters().Where(r => ids.Contains(r.Run)).ToListAsync(ct);
        var (matches, altered) = await MatchTraining.OfAsync(context.Db, trained, ct);
        foreach (var (run, match) in matches)
        {
            var row = known.Find(r => r.Run == run.Run);
            var isNew = row is null;
            row ??= TrainingRun.Of(await context.Db.NextIdAsync<TrainingRunId>(ct), run, context.Now);
            if (!row.Judge(run, match, await AskedAsync(context.Db, run, match, ct)))
            {
                continue;
            }

            if (isNew)
            {
                context.Db.TrainingRuns.Add(row);
            }

            Append(context, row, altered);
            var newest = registered?.Model == row.Model ? registered.Version : await NewestAsync(context.Db, row.Model, ct);
            if (row.IsOpen && row.Asked.Count > 0 && newest is not null)
            {
                await RaiseRiskAlerts.TrainedWithoutPermitAsync(context, row.Model, newest, row.Job, rescore, ct);
            }
        }
    }

    // One action, whatever it came to: whoever listens to runs without a permit asks for the verdict.
    private static void Append(ActionContext context, TrainingRun row, Refusal? altered) =>
        context.AppendAs(
            s_job,
            new AuditEvent(
                row.IsOpen && row.Asked.Count > 0 ? "training.run-unpermitted" : "training.run-noted",
                row.Id.ToString(),
                new JsonObject
                {
                    ["run"] = row.Run,
                    ["model"] = row.Model,
                    ["version"] = row.Version,
                    ["verdict"] = WireName.Of(row.Verdict),
                    ["permit"] = row.Permit?.ToString(),
                    ["gaps"] = new JsonArray([.. row.Gaps.Select(g => (JsonNode)$"{g.Dataset}: {WireName.Of(g.Why)}")]),
                    ["altered"] = altered?.Code,
                }
            )
            {
                Covers = row.Model.Length > 0 ? [row.Model] : [],
            }
        );

    private static async Task<IReadOnlyList<UserId>> AskedAsync(
        GovernanceDbContext db,
        TrainedRun run,
        TrainingMatch match,
        CancellationToken ct
    )
    {
        var names = match.Gaps.Select(g => g.Dataset).Distinct(StringComparer.Ordinal).ToList();
        var owners = await db
            .Datasets.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(d => names.Contains(d.Name))
            .Select(d => d.Owner)
            .Distinct()
            .ToListAsync(ct);
        // Where the organisation keeps no records of data, no one gives permits: such runs are listed and trouble no one.
        return
            owners.Count > 0
            || run.Model is null
            || match.Verdict is TrainingVerdict.Covered
            || !await db.Datasets.IgnoreQueryFilters().AnyAsync(ct)
            ? [.. owners.OrderBy(o => o.Number)]
            : await db.Models.IgnoreQueryFilters().Where(m => m.Name == run.Model).Select(m => m.Owner).ToListAsync(ct);
    }

    private static Task<string?> NewestAsync(GovernanceDbContext db, string model, CancellationToken ct) =>
        db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model)
            .OrderByDescending(v => v.Number)
            .Select(v => v.Version)
            .FirstOrDefaultAsync(ct);
}
