using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Lays down a new way back from a deployment that serves. The plan before stays on record; nothing of it is changed.</summary>
public sealed class RecordRollbackPlan(ActionRunner runner, IFactsChanged factsChanged, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int Most = 200;

    /// <summary>Records it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="deployment">The deployment, such as DEP-0003.</param>
    /// <param name="body">The plan.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<RollbackPlanView>> RunAsync(
        Actor actor,
        string model,
        string version,
        string deployment,
        RollbackPlanBody body,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        var attempt = new Attempt("deployment.plan-recorded", VersionLookup.Subject(model, version), Permission.Deploy);
        await factsChanged.PrepareAsync(model, version, ct);
        return await runner.RunAsync<RollbackPlanView>(
            actor,
            attempt,
            (context, cancel) => ActAsync(context, model, version, deployment, body, cancel),
            ct
        );
    }

    /// <summary>Every plan of a deployment, the newest first.</summary>
    public async Task<Result<IReadOnlyList<RollbackPlanView>>> ListAsync(
        string model,
        string version,
        string deployment,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, version, ct);
        if (found.Refusal is { } unknown)
        {
            return unknown;
        }

        if (
            !DisplayId.TryParse<DeploymentId>(deployment, out var id)
            || !await db.Deployments.AnyAsync(d => d.Id == id && d.Model == model && d.Version == version, ct)
        )
        {
            return ModelRefusals.DeploymentNotFound(deployment);
        }

        var plans = await db
            .RollbackPlans.AsNoTracking()
            .Where(p => p.Deployment == id)
            .OrderByDescending(p => p.Number)
            .Take(Most)
            .ToListAsync(ct);
        return Result<IReadOnlyList<RollbackPlanView>>.Done([.. plans.Select(RollbackPlanView.Of)]);
    }

    private async Task<Result<RollbackPlanView>> ActAsync(
        ActionContext context,
        string model,
        string version,
        string deployment,
        RollbackPlanBody body,
        CancellationToken ct
    )
    {
        if (ModelName.IsModel(model))
        {
            await context.Db.LockModelAsync(model, ct);
        }

        var found = await VersionLookup.FindAsync(context.Db, model, version, ct);
        if (found.Refusal is { } unknown)
        {
            return unknown;
        }

        var errors = new FieldErrors();
        var facts = RollbackPlanReader.Read(body, errors, "");
        if (errors.Refuse("deployment.not-acceptable", $"The rollback plan was not recorded.") is { } wrong)
        {
            return wrong;
        }

        if (
            !DisplayId.TryParse<DeploymentId>(deployment, out var id)
            || await context
                .Db.Deployments.AsNoTracking()
                .SingleOrDefaultAsync(d => d.Id == id && d.Model == model && d.Version == version, ct)
                is not { } made
        )
        {
            return ModelRefusals.DeploymentNotFound(deployment);
        }

        if (made.Until is not null)
        {
            return ModelRefusals.PlanOfEnded(id);
        }

        // In an experiment it serves people, beside the version in production.
        var stage = made.Experiment is null ? made.Stage : Stage.Production;
        var aimed = await RollbackPlanReader.AimAsync(context.Db, facts, found.Value, stage, made.RollbackTarget, "", context.Now, ct);
        if (aimed.Refusal is { } nowhere)
        {
            return nowhere;
        }

        var number = await context.Db.RollbackPlans.CountAsync(p => p.Deployment == id, ct) + 1;
        var plan = RollbackPlan.Of(id, number, aimed.Value, context.Access.Actor.Id, context.Access.PrintedName, context.Now);
        context.Db.RollbackPlans.Add(plan);
        context.Append(
            new AuditEvent(
                "deployment.plan-recorded",
                id.ToString(),
                new JsonObject
                {
                    ["model"] = model,
                    ["version"] = version,
                    ["number"] = number,
                    ["target"] = plan.Target,
                    ["expectedMinutes"] = plan.ExpectedMinutes,
                    ["planSha256"] = plan.Sha256,
                }
            )
            {
                Covers = [model, found.Value.Id],
            }
        );
        // A gate may ask for it.
        await factsChanged.ChangedAsync(context, model, version, ct);
        return RollbackPlanView.Of(plan);
    }
}
