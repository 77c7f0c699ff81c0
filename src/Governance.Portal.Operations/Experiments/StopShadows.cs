using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// A shadow decides nothing, which is why it needs no promotion. Decisions of its challenger that say what was done contradict that: the
/// experiment stops, its permits end, and an alert is raised, which counts what was decided in shadow and arrives later, too.
/// </summary>
internal sealed class StopShadows(IAlertsChanged rescore) : IDecisionsStored
{
    /// <inheritdoc/>
    public async Task StoredAsync(ActionContext context, IReadOnlyList<DecidedVersion> versions, CancellationToken ct)
    {
        var models = versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var shadows = await context
            .Db.Experiments.Where(e =>
                models.Contains(e.Model)
                && e.Kind == ExperimentKind.Shadow
                && (
                    e.State == ExperimentState.Running
                    || (e.State == ExperimentState.Stopped && e.StoppedBecause == ExperimentStop.ShadowDecided)
                )
            )
            .OrderBy(e => e.Id)
            .ToListAsync(ct);
        foreach (var shadow in shadows)
        {
            var seen = versions.FirstOrDefault(v => v.Model == shadow.Model && v.Version == shadow.Challenger);
            // What it decides after its end is no longer a shadow's: that is traffic without approval, and counted there.
            var acted =
                shadow.State is ExperimentState.Running
                    ? seen?.Acted(shadow.StartedAt!.Value)
                    : seen?.ActedInShadow(shadow.StartedAt!.Value);
            if (acted is not > 0)
            {
                continue;
            }

            if (shadow.State is ExperimentState.Running)
            {
                // Running, it can be stopped.
                await ExperimentSteps.StopAsync(context, shadow, ExperimentStop.ShadowDecided, null, rescore, ct);
            }

            await RaiseAsync(context, shadow, acted.Value, ct);
            await rescore.ChangedAsync(context, shadow.Model, ct);
        }
    }

    private static async Task RaiseAsync(ActionContext context, Experiment shadow, long acted, CancellationToken ct)
    {
        var (model, field) = (shadow.Model, shadow.Id.ToString());
        var alert = await context.Db.Alerts.FirstOrDefaultAsync(
            a => a.Model == model && a.Rule == AlertRule.ShadowDecided && a.Field == field && a.State != AlertState.Resolved,
            ct
        );
        var isNew = alert is null;
        if (alert is null)
        {
            alert = new Alert
            {
                Id = await context.Db.NextIdAsync<AlertId>(ct),
                Model = model,
                Rule = AlertRule.ShadowDecided,
                Field = field,
                Owner = shadow.Owner,
                RaisedAt = context.Now,
                BeganAt = context.Now,
            };
            context.Db.Alerts.Add(alert);
        }

        alert.See(shadow.Challenger, acted, context.Now);
        context.AppendAs(
            ExperimentSteps.Job with
            {
                Request = context.Access.Actor.Request,
            },
            new AuditEvent(
                isNew ? "alert.raised" : "alert.repeated",
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = model,
                    ["version"] = shadow.Challenger,
                    ["rule"] = WireName.Of(AlertRule.ShadowDecided),
                    ["field"] = field,
                    ["count"] = alert.Count,
                }
            )
            {
                Covers = [model, ModelName.Of(model, shadow.Challenger), field],
            }
        );
    }
}
