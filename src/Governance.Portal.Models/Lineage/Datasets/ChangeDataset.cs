using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>
/// Changes what is known of a dataset: its owner does, or a compliance officer. Gates of the versions it is in judge again.
/// </summary>
public sealed class ChangeDataset(
    ActionRunner runner,
    GetDataset get,
    IFactsChanged factsChanged,
    IPoliciesInForce inForce,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    // Rules that read records of datasets.
    private static readonly string[] s_ofRecords = ["data_sensitivity", "data_region", "data_purpose", "data_retention"];

    // Of more models than these, everything that is open is prepared at once.
    private const int MaxPrepared = 20;

    /// <summary>Changes it.</summary>
    public async Task<Result<DatasetView>> RunAsync(Actor actor, string name, string? ifMatch, DatasetBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        DatasetId? id;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            id = await db.Datasets.Where(d => d.Name == name).Select(d => (DatasetId?)d.Id).SingleOrDefaultAsync(ct);
        }

        await PrepareAsync(dbFactory, factsChanged, id is null ? null : name, ct);
        var done = await runner.RunAsync<string>(
            actor,
            new Attempt("dataset.changed", id?.ToString() ?? "dataset", Permission.WriteDatasets),
            (context, cancel) => ActAsync(context, name, ifMatch, body, cancel),
            ct
        );
        return done.IsDone ? await get.RunAsync(done.Value, ct) : done.Refusal;
    }

    /// <summary>What takes long before gates judge again.</summary>
    internal static async Task PrepareAsync(
        IDbContextFactory<GovernanceDbContext> dbFactory,
        IFactsChanged factsChanged,
        string? name,
        CancellationToken ct
    )
    {
        if (string.IsNullOrEmpty(name))
        {
            return;
        }

        IReadOnlyList<string> models;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            models = await AffectedByDataset.ModelsAsync(db, name, ct);
        }

        if (models.Count > MaxPrepared)
        {
            await factsChanged.PrepareAsync(model: null, version: null, ct);
            return;
        }

        foreach (var model in models)
        {
            await factsChanged.PrepareAsync(model, version: null, ct);
        }
    }

    private async Task<Result<string>> ActAsync(ActionContext context, string name, string? ifMatch, DatasetBody body, CancellationToken ct)
    {
        if (await context.Db.Datasets.SingleOrDefaultAsync(d => d.Name == name, ct) is not { } record)
        {
            return DatasetRefusals.NotFound;
        }

        if (!May(context.Access, record))
        {
            return DatasetRefusals.OwnerDecides;
        }

        if (ETags.Refuses(ifMatch, record.Revision) is { } stale)
        {
            return stale;
        }

        var errors = new FieldErrors();
        if (body.Name.IsSet && body.Name.Value != record.Name)
        {
            errors.Add("name", $"The name of a dataset never changes, because model versions refer to it.");
        }

        var before = record.Terms;
        var (terms, datasheet) = await DatasetFields.ReadAsync(context, errors, body, record, ct);
        var scope = errors.Optional("withdrawalScope", body.WithdrawalScope, DataTask.MaxScope);
        var why = errors.Optional("withdrawalReason", body.WithdrawalReason, 2_000);
        if (errors.Refuse("dataset.not-acceptable", $"The record was not changed.") is { } refusal)
        {
            return refusal;
        }

        var judged = terms.AsksForLess(before) ? await JudgedAsync(context, record, ct) : [];
        if (judged.Count > 0 && await IsAnsweredForAsync(context, record, judged, ct))
        {
            return DatasetRefusals.SecondLineDecides;
        }

        var changed = record.Change(terms, datasheet, context.Now);
        if (changed.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        if (changed.Value.Count == 0)
        {
            return name;
        }

        var (was, now) = (DatasetFields.State(before), DatasetFields.State(terms));
        context.Db.DatasetChanges.Add(
            DatasetChange.Of(record, context.Access.Actor.Id, changed.Value, was.ToJsonString(), now.ToJsonString())
        );
        context.Append(
            new AuditEvent(
                "dataset.changed",
                record.Id.ToString(),
                new JsonObject
                {
                    ["members"] = new JsonArray([.. changed.Value.Select(m => (JsonNode)m)]),
                    ["before"] = was,
                    ["after"] = now,
                }
            )
        );
        foreach (var model in judged)
        {
            LoosenedGates.Note(context, model.Name, record.Id.ToString());
        }

        if (before.ConsentWithdrawnOn is null && terms.ConsentWithdrawnOn is { } on)
        {
            await RaiseDataTasks.RunAsync(context, record, (DataEnd.ConsentWithdrawn, on, scope), why, ct);
        }

        if (changed.Value.Any(DatasetFields.Judged.Contains))
        {
            foreach (var model in await AffectedByDataset.ModelsAsync(context.Db, name, ct))
            {
                await factsChanged.ChangedAsync(context, model, version: null, ct);
            }
        }

        return name;
    }

    // The models that are approved or in use and whose gates judge by this record.
    private async Task<IReadOnlyList<Model>> JudgedAsync(ActionContext context, DatasetRecord record, CancellationToken ct)
    {
        var db = context.Db;
        if (context.Access.Actor.Kind is ActorKind.System or ActorKind.Host)
        {
            return [];
        }

        var policies = (await inForce.ReadAsync(db, ct))
            .Where(p => p.Mode is not PolicyMode.DryRun && p.Rules.Any(r => s_ofRecords.Contains(r.Type, StringComparer.Ordinal)))
            .ToList();
        var names = policies.Count == 0 ? [] : await AffectedByDataset.ModelsAsync(db, record.Name, ct);
        var models = await db
            .Models.AsNoTracking()
            .Where(m =>
                names.Contains(m.Name)
                && (
                    db.Deployments.Any(d => d.Model == m.Name && d.Until == null)
                    || db.Promotions.Any(p => p.Model == m.Name && (p.State == PromotionState.Open || p.State == PromotionState.Approved))
                )
            )
            .ToListAsync(ct);
        return models.FindAll(m => policies.Exists(p => p.AppliesTo.Chooses(m.Name, m.Tags)));
    }

    // Whether the act is by someone who answers for one of them, or by no one of the second line.
    private static async Task<bool> IsAnsweredForAsync(
        ActionContext context,
        DatasetRecord record,
        IReadOnlyList<Model> judged,
        CancellationToken ct
    )
    {
        if (context.Access is not { Person: { } person, Role: Roles.ComplianceOfficer })
        {
            return true;
        }

        List<UserId> makers = [record.Owner, .. judged.SelectMany(m => m.Deputies.Append(m.Owner)).Distinct()];
        var apart = await SeparationReader.LoadAsync(context.Db, [], [person, .. makers], context.Now, ct);
        return judged.Any(m => makers.Exists(maker => apart.AreSamePerson(person, maker, m.Name)));
    }

    private static bool May(Access access, DatasetRecord record) =>
        access.Actor.Kind switch
        {
            ActorKind.User => access.Role == Roles.ComplianceOfficer || (access.Person is { } person && record.IsAnsweredForBy(person)),
            ActorKind.Key => access.OwnerRoles is null || access.People.Any(record.IsAnsweredForBy),
            ActorKind.System or ActorKind.Host => true,
            ActorKind.Anonymous => false,
        };
}
