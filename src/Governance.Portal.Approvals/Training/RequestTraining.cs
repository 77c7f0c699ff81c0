using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Training;

/// <summary>
/// Requests to train a model. A request with the same contents that waits or is approved is not made twice: a pipeline asks as often as it
/// runs.
/// </summary>
public sealed class RequestTraining(ActionRunner runner, IMayAct mayAct)
{
    private const int MaxDatasets = 50;

    /// <summary>Requests it.</summary>
    public Task<Result<TrainingPermitId>> RunAsync(Actor actor, TrainingBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<TrainingPermitId>(
            actor,
            new Attempt("training.requested", ModelName.IsModel(body.Model) ? body.Model! : "training", Permission.RequestTraining),
            (context, token) => ActAsync(context, body, token),
            ct
        );
    }

    private async Task<Result<TrainingPermitId>> ActAsync(ActionContext context, TrainingBody body, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var model = errors.Required("model", body.Model, 100);
        var commit = errors.Required("commit", body.Commit, 100);
        var purpose = errors.Required("purpose", body.Purpose, 100);
        var compute = errors.Optional("compute", body.Compute, 200);
        var environment = errors.Required("environment", body.Environment, 100);
        var asked = Datasets(errors, body.Datasets);
        if (errors.Refuse("training.not-acceptable", $"The training was not requested.") is { } refusal)
        {
            return refusal;
        }

        if (!ModelName.IsModel(model) || !await context.Db.Models.AnyAsync(m => m.Name == model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        if (await mayAct.RefusesAsync(context, new("train", model, null, null), ct) is { } notTheirs)
        {
            return notTheirs;
        }

        var records = await TrainingSteps.RecordsAsync(context.Db, asked.Select(d => d.Name!), ct);
        var data = new List<TrainingData>();
        foreach (var dataset in asked)
        {
            if (!records.TryGetValue(dataset.Name!, out var record))
            {
                return TrainingRefusals.Unrecorded(dataset.Name!);
            }

            if (TrainingRefusals.Of(record, purpose, context.Now) is { } notNow)
            {
                return notNow;
            }

            data.Add(new TrainingData(record.Name, dataset.Version!, dataset.Sha256, record.Id.ToString(), record.Owner.ToString()));
        }

        var live = await context
            .Db.TrainingPermits.Where(p =>
                p.Model == model && p.Commit == commit && (p.State == TrainingState.Waiting || p.State == TrainingState.Approved)
            )
            .OrderByDescending(p => p.Id)
            .Take(MaxDatasets)
            .ToListAsync(ct);
        if (
            live.Find(p =>
                p.Purpose == purpose && p.Environment == environment && p.Compute == compute && p.Data.ToHashSet().SetEquals(data)
            ) is
            { } same
        )
        {
            return same.Id;
        }

        var permit = TrainingPermit.Ask(
            await context.Db.NextIdAsync<TrainingPermitId>(ct),
            new TrainingRequest(model, data, commit, purpose, compute, environment),
            records.Values.Any(r => r.NeedsSecurity),
            context.Access.Actor.Id,
            [.. context.Access.People],
            context.Now
        );
        if (permit.Refusal is { } refused)
        {
            return refused;
        }

        context.Db.TrainingPermits.Add(permit.Value);
        context.Append(
            new AuditEvent(
                "training.requested",
                permit.Value.Id.ToString(),
                new JsonObject
                {
                    ["model"] = model,
                    ["commit"] = commit,
                    ["datasets"] = new JsonArray([.. data.Select(d => (JsonNode)TrainingStatement.NameOf(d.Name, d.Version))]),
                    ["needsSecurity"] = permit.Value.NeedsSecurity,
                }
            )
            {
                Covers = [model],
            }
        );
        return permit.Value.Id;
    }

    private static IReadOnlyList<TrainingDataBody> Datasets(FieldErrors errors, IReadOnlyList<TrainingDataBody?>? datasets)
    {
        if (datasets is not { Count: > 0 and <= MaxDatasets })
        {
            errors.Add("datasets", $"Name 1 to {MaxDatasets} datasets.");
            return [];
        }

        var read = new List<TrainingDataBody>();
        for (var i = 0; i < datasets.Count; i++)
        {
            var at = $"datasets[{i}]";
            read.Add(
                new TrainingDataBody(
                    errors.Required($"{at}.name", datasets[i]?.Name, 300),
                    errors.Required($"{at}.version", datasets[i]?.Version, 100),
                    errors.OptionalDigest($"{at}.sha256", datasets[i]?.Sha256)
                )
            );
        }

        return [.. read.DistinctBy(d => (d.Name, d.Version))];
    }
}
