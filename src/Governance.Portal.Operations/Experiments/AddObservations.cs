using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Takes a batch of observations and looks at once: a guardrail that is broken stops the experiment in the same transaction. A batch that
/// is sent again under its name counts once.
/// </summary>
public sealed class AddObservations(ActionRunner runner, IAlertsChanged rescore, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Runs it.</summary>
    public async Task<Result<ExperimentId>> RunAsync(Actor actor, string id, ObservationsBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (await ModelAsync(id, ct) is { } model)
        {
            await rescore.PrepareAsync(model, ct);
        }

        return await runner.RunAsync<ExperimentId>(
            actor,
            new Attempt("experiment.observed", ExperimentSteps.IdOf(id), Permission.RecordExperiments),
            (context, token) => ActAsync(context, id, body, token),
            ct
        );
    }

    private async Task<string?> ModelAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return DisplayId.TryParse<ExperimentId>(id, out var named)
            ? await db.Experiments.Where(e => e.Id == named).Select(e => e.Model).SingleOrDefaultAsync(ct)
            : null;
    }

    private async Task<Result<ExperimentId>> ActAsync(ActionContext context, string id, ObservationsBody body, CancellationToken ct)
    {
        var found = await ExperimentSteps.LoadAsync(context.Db, id, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var experiment = found.Value;
        if (body.Figures is not { Count: > 0 and <= ExperimentMetric.Most } || body.Figures.Any(f => f?.Metric is null))
        {
            return ExperimentRefusals.FigureNotPossible("figures");
        }

        List<ExperimentFigure> figures = [.. body.Figures.OfType<ExperimentFigure>().OrderBy(f => f.Metric, StringComparer.Ordinal)];
        var sha256 = Digest(figures);
        var batches = await ExperimentSteps.BatchesAsync(context.Db, experiment.Id, ct);
        if (batches.Find(b => b.Name == body.Batch) is { } same)
        {
            return same.Sha256 == sha256 ? experiment.Id : ExperimentRefusals.BatchDiffers(same.Name);
        }

        var taken = ExperimentBatch.Take(experiment, batches.Count + 1, body.Batch, figures, sha256, context.Access.Actor.Id, context.Now);
        if (taken.Refusal is { } refusal)
        {
            return refusal;
        }

        context.Db.ExperimentBatches.Add(taken.Value);
        experiment.Observe();
        ExperimentSteps.Append(
            context,
            "experiment.observed",
            experiment,
            new JsonObject { ["batch"] = taken.Value.Number, ["sha256"] = sha256 }
        );
        var results = ExperimentResults.Of(experiment, [.. batches, taken.Value], intervals: false);
        return
            ExperimentResults.Stops(experiment, results, context.Now) is { } stop
            && await ExperimentSteps.StopAsync(context, experiment, stop.Because, stop.Metric, rescore, ct) is { } unstopped
            ? unstopped
            : experiment.Id;
    }

    private static string Digest(IEnumerable<ExperimentFigure> figures) =>
        Sha256Hex.Of(
            ExperimentSteps.Canonical(
                new JsonArray([
                    .. figures.Select(f =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["metric"] = f.Metric,
                                ["championCount"] = f.ChampionCount,
                                ["championSum"] = f.ChampionSum,
                                ["challengerCount"] = f.ChallengerCount,
                                ["challengerSum"] = f.ChallengerSum,
                                ["both"] = f.Both,
                            }
                    ),
                ])
            )
        );
}
