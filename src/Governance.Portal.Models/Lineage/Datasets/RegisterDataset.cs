using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Registers a dataset, or says everything that is wrong with its record at once.</summary>
public sealed class RegisterDataset(
    ActionRunner runner,
    GetDataset get,
    IFactsChanged factsChanged,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>Registers it.</summary>
    public async Task<Result<DatasetView>> RunAsync(Actor actor, DatasetBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        await ChangeDataset.PrepareAsync(dbFactory, factsChanged, body.Name.Value?.Trim(), ct);
        var done = await runner.RunAsync<string>(
            actor,
            new Attempt("dataset.registered", "dataset", Permission.WriteDatasets),
            (context, cancel) => ActAsync(context, body, cancel),
            ct
        );
        return done.IsDone ? await get.RunAsync(done.Value, ct) : done.Refusal;
    }

    private async Task<Result<string>> ActAsync(ActionContext context, DatasetBody body, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var name = errors.Required("name", body.Name.Value, DatasetRecord.MaxName);
        var (terms, datasheet) = await DatasetFields.ReadAsync(context, errors, body, known: null, ct);
        if (errors.Refuse("dataset.not-acceptable", $"The dataset was not registered.") is { } refusal)
        {
            return refusal;
        }

        if (await context.Db.Datasets.IgnoreQueryFilters().AnyAsync(d => d.Name == name, ct))
        {
            return DatasetRefusals.NameTaken(name);
        }

        var id = await context.Db.NextIdAsync<DatasetId>(ct);
        var registered = DatasetRecord.Register(id, name, terms, datasheet, context.Access.Actor.Id, context.Now);
        if (registered.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        var state = DatasetFields.State(terms);
        context.Db.Datasets.Add(registered.Value);
        context.Db.DatasetChanges.Add(DatasetChange.Of(registered.Value, context.Access.Actor.Id, [], before: null, state.ToJsonString()));
        var data = new JsonObject { ["name"] = name, ["after"] = state };
        context.Append(new AuditEvent("dataset.registered", id.ToString(), data));
        foreach (var model in await AffectedByDataset.ModelsAsync(context.Db, name, ct))
        {
            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }

        return name;
    }
}
