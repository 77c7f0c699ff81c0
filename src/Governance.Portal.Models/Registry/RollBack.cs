using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Incidents;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Puts an earlier version back into production, wherever the present one serves. It needs an unrevoked approval of its own, but no new
/// signatures.
/// </summary>
public sealed class RollBack(ActionRunner runner, IFactsChanged factsChanged, IPromotionAnchors anchors) : IRollBack
{
    /// <summary>What the caller says; nothing of it is checked yet.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version in production now.</param>
    /// <param name="To">The earlier version.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string Model, string Version, string? To, string? Reason);

    private sealed record Target(ModelVersion Version, Promotion Promotion, IReadOnlyList<Deployment> Earlier);

    /// <summary>Rolls back.</summary>
    /// <returns>The deployment that serves now; with several regions, the first of them.</returns>
    public async Task<Result<DeploymentView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        await factsChanged.PrepareAsync(command.Model, version: null, ct);
        var attempt = new Attempt("deployment.rolled-back", VersionLookup.Subject(command.Model, command.Version), Permission.RollBack);
        return await runner.RunAsync<DeploymentView>(actor, attempt, (context, cancel) => ActAsync(context, command, cancel), ct);
    }

    async Task<Result<DeploymentId>> IRollBack.ActAsync(
        ActionContext context,
        string model,
        string version,
        string? to,
        string? reason,
        CancellationToken ct
    )
    {
        var rolled = await ActAsync(context, new(model, version, to, reason), ct);
        return rolled.Refusal is { } refusal ? refusal : rolled.Value.Id;
    }

    /// <summary>The same within another action, which has asked for the permission and prepared the model's bundles.</summary>
    private async Task<Result<DeploymentView>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (ModelName.IsModel(command.Model))
        {
            await context.Db.LockModelAsync(command.Model, ct);
        }

        var found = await VersionLookup.FindAsync(context.Db, command.Model, command.Version, ct);
        if (found.Refusal is { } unknown)
        {
            return unknown;
        }

        var errors = new FieldErrors();
        var to = errors.Required("to", command.To, 64);
        var reason = errors.Required("reason", command.Reason, SaltedText.MaxLength);
        if (errors.Refuse("deployment.not-acceptable", $"Production was not rolled back.") is { } wrong)
        {
            return wrong;
        }

        var current = found.Value;
        var running = await context
            .Db.Deployments.Where(d =>
                d.Model == current.Model && d.Version == current.Version && d.Stage == Stage.Production && d.Until == null
            )
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .ToListAsync(ct);
        if (current.Stage is not Stage.Production || running.Count == 0)
        {
            return ModelRefusals.NotInProduction(current.Id);
        }

        if (await IncidentHolds.AwaitingEvidenceAsync(context.Db, current.Model, current.Version, ct) is { } awaiting)
        {
            return IncidentRefusals.FreezeFirst(awaiting);
        }

        var target = await TargetAsync(context, current, to, ct);
        return target.Refusal is { } refusal
            ? refusal
            : await ReplaceAsync(context, current, running, target.Value, SaltedText.Of(reason), ct);
    }

    private async Task<Result<Target>> TargetAsync(ActionContext context, ModelVersion current, string to, CancellationToken ct)
    {
        var found = await VersionLookup.FindAsync(context.Db, current.Model, to, ct);
        if (found.Refusal is { } unknown)
        {
            return Refusal.Field("deployment.target-unknown", "to", unknown.Words);
        }

        var target = found.Value;
        if (target.Version == current.Version)
        {
            return ModelRefusals.TargetIsCurrent(target.Id);
        }

        if (target.Stage is Stage.Retired)
        {
            return ModelRefusals.Retired(target.Id);
        }

        if (await ClassOfModel.IsProhibitedAsync(context.Db, target.Model, context.Now, ct))
        {
            return ModelRefusals.Prohibited(target.Model);
        }

        if (await HeldVersions.OfAsync(context.Db, target.Model, target.Version, ct) is { } held)
        {
            return held;
        }

        // A revoked approval is open again, so only what is approved in time or carried out counts.
        var promotions = await context
            .Db.Promotions.Where(p =>
                p.Model == target.Model
                && p.Version == target.Version
                && p.To == Stage.Production
                && p.Experiment == null
                && (p.State == PromotionState.Deployed || p.State == PromotionState.Approved)
            )
            .OrderByDescending(p => p.Id)
            .ToListAsync(ct);
        if (promotions.Find(p => p.RefusesDeployment(context.Now) is null) is not { } approval)
        {
            return ModelRefusals.TargetNotApproved(target.Id, Stage.Production);
        }

        // An approval to go back to is believed no more than one to go forward.
        if (
            (
                await anchors.RefusesAsync(context.Db, new(approval, target), ct)
                ?? await DeploymentTrail.RefusesAsync(context.Db, target.Model, ct)
            ) is
            { } altered
        )
        {
            return altered;
        }

        var earlier = await context
            .Db.Deployments.Where(d => d.Model == target.Model && d.Version == target.Version && d.Stage == Stage.Production)
            .OrderByDescending(d => d.Since)
            .ThenByDescending(d => d.Id)
            .ToListAsync(ct);
        return new Target(target, approval, earlier);
    }

    private async Task<Result<DeploymentView>> ReplaceAsync(
        ActionContext context,
        ModelVersion current,
        IReadOnlyList<Deployment> running,
        Target target,
        SaltedText reason,
        CancellationToken ct
    )
    {
        await PermitEvents.RevokeAsync(context, current.Model, current.Version, Stage.Production, PermitEnd.RolledBack, ct);
        var made = new List<Deployment>();
        foreach (var old in running)
        {
            // What it ran with in that place before, it runs with again.
            var before =
                target.Earlier.FirstOrDefault(d => d.Environment == old.Environment && d.Region == old.Region)
                ?? (target.Earlier.Count > 0 ? target.Earlier[0] : null);
            made.Add(
                new Deployment
                {
                    Id = await context.Db.NextIdAsync<DeploymentId>(ct),
                    Model = target.Version.Model,
                    Version = target.Version.Version,
                    Stage = Stage.Production,
                    Kind = DeploymentKind.RollBack,
                    Environment = old.Environment,
                    Region = old.Region,
                    Promotion = target.Promotion.Id,
                    ArtifactSha256 = target.Version.ArtifactSha256,
                    ConfigSha256 = before?.ConfigSha256,
                    Image = before?.Image,
                    RollbackTarget = before?.RollbackTarget is { } further && further != current.Version ? further : null,
                    Reason = reason with { },
                    Since = context.Now,
                    DeployedBy = context.Access.Actor.Id,
                }
            );
            old.End(context.Now);
        }

        context.Db.Deployments.AddRange(made);
        var first = made[0];
        await StageMoves.ReplaceAsync(context, target.Version, Stage.Production, first.Id, ct);
        var carriedOut = target.Promotion.State is PromotionState.Approved;
        target.Promotion.MarkDeployed(context.Now);
        context.Append(
            new AuditEvent(
                "deployment.rolled-back",
                first.Id.ToString(),
                new JsonObject
                {
                    ["model"] = current.Model,
                    ["from"] = current.Version,
                    ["to"] = target.Version.Version,
                    ["promotion"] = target.Promotion.Id.ToString(),
                    ["artifactSha256"] = target.Version.ArtifactSha256,
                    ["reasonSha256"] = reason.Sha256,
                    ["deployments"] = new JsonArray([.. made.Select(d => (JsonNode)d.Id.ToString())]),
                    ["places"] = new JsonArray([.. made.Select(d => (JsonNode)DeploymentTrail.Place(d.Environment, d.Region))]),
                    ["ended"] = new JsonArray([.. running.Select(d => (JsonNode)d.Id.ToString())]),
                }
            )
            {
                Covers =
                [
                    current.Model,
                    current.Id,
                    target.Version.Id,
                    target.Promotion.Id.ToString(),
                    .. made.Skip(1).Select(d => d.Id.ToString()),
                    .. running.Select(d => d.Id.ToString()),
                ],
            }
        );
        if (carriedOut)
        {
            context.Append(
                new AuditEvent(
                    "promotion.deployed",
                    target.Promotion.Id.ToString(),
                    new JsonObject { ["deployment"] = first.Id.ToString() }
                )
            );
        }

        await factsChanged.ChangedAsync(context, current.Model, version: null, ct);
        return DeploymentView.Of(first);
    }
}
