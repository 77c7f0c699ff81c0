using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Service comes back: by a roll-back in the same transaction, because the cause was put right, or without the version.</summary>
public sealed class RecoverIncident(IncidentActionRunner work, IRollBack rollBack, IFactsChanged factsChanged)
{
    /// <summary>How.</summary>
    /// <param name="Kind">roll-back, resume or withdraw.</param>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="From">For a roll-back: the version in production now, one the incident is about.</param>
    /// <param name="To">For a roll-back: the earlier version; the target of the rollback plan in force when left out.</param>
    public sealed record Command(string? Kind, string? Reason, VersionName? From = null, string? To = null);

    /// <summary>Runs it.</summary>
    public async Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.From?.Model is { } model && ModelName.IsModel(model))
        {
            await factsChanged.PrepareAsync(model, version: null, ct);
        }

        return await work.RunAsync(
            actor,
            "incident.recovered",
            id,
            ifMatch,
            (incident, playbook, context, token) => ActAsync(incident, playbook, context, command, token),
            ct
        );
    }

    private async Task<Refusal?> ActAsync(
        Incident incident,
        Playbook playbook,
        ActionContext context,
        Command command,
        CancellationToken ct
    )
    {
        if (!WireName.TryParse<RecoveryKind>(command.Kind, out var kind))
        {
            return IncidentRefusals.RecoveryUnknown;
        }

        // Before anything about the model is changed.
        if (incident.RefusesRecovery(playbook) is { } early)
        {
            return early;
        }

        if (kind is RecoveryKind.Resume && await IncidentRelease.RefusesAsync(context, incident, incident.Versions, ct) is { } notTheirs)
        {
            return notTheirs;
        }

        string? deployment = null;
        RollbackPlan? plan = null;
        if (kind is RecoveryKind.RollBack)
        {
            // In force until the roll-back ends the deployment it belongs to.
            plan = command.From is { Model: { } model, Version: { } version }
                ? await RollbackPlans.InForceAsync(context.Db, model, version, ct)
                : null;
            command = command with { To = string.IsNullOrWhiteSpace(command.To) ? plan?.Target : command.To };
            var rolled = await RollBackAsync(incident, context, command, ct);
            if (rolled.Refusal is { } failed)
            {
                return failed;
            }

            deployment = rolled.Value.ToString();
        }

        if (incident.Recover(playbook, kind, deployment, command.Reason, context.Access.PrintedName, context.Now, plan) is { } refusal)
        {
            return refusal;
        }

        IncidentEvents.Changed(
            context,
            incident,
            new AuditEvent(
                "incident.recovered",
                incident.Id.ToString(),
                new JsonObject
                {
                    ["kind"] = WireName.Of(kind),
                    ["deployment"] = deployment,
                    ["minutes"] = incident.RecoveryMinutes,
                    ["expectedMinutes"] = incident.RecoveryExpectedMinutes,
                }
            ),
            kind switch
            {
                RecoveryKind.RollBack => $"Rolled back to {command.To} ({deployment}). "
                    + $"{IncidentText.Time(incident.RecoveryMinutes!.Value, incident.RecoveryExpectedMinutes, incident.RecoveryPlan)} "
                    + "Rolled-back versions stay on hold.",
                RecoveryKind.Resume => "Service resumed. Deployments are allowed again.",
                _ => "Withdrawn. Deployments stay blocked.",
            },
            command.Reason
        );
        return null;
    }

    private async Task<Result<DeploymentId>> RollBackAsync(Incident incident, ActionContext context, Command command, CancellationToken ct)
    {
        if (incident.IsDrill)
        {
            return IncidentRefusals.DrillChangesNothing;
        }

        if (context.Access.Refuses(Permission.RollBack) is { } forbidden)
        {
            return forbidden;
        }

        var from = command.From;
        return incident.Versions.Any(v => v.Model == from?.Model && v.Version == from?.Version)
            ? await rollBack.ActAsync(context, from!.Model!, from.Version!, command.To, command.Reason, ct)
            : IncidentRefusals.NotAffected;
    }
}
