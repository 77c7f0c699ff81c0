using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>The agents that were stopped.</summary>
/// <param name="StoppedAt">When they were stopped; null if none was running.</param>
/// <param name="Agents">Their names.</param>
public sealed record StoppedAgentsView(DateTimeOffset? StoppedAt, IReadOnlyList<string> Agents);

/// <summary>
/// Stops all agents of a risk class, or all: as <see cref="StopAgent"/> stops one, in one transaction. The class is the model's, because
/// every agent has one on record, whatever its versions say; one that gates judge more strictly belongs to that class too.
/// </summary>
public sealed class StopAgents(ActionRunner runner)
{
    /// <summary>What is asked for.</summary>
    /// <param name="RiskClass">The class; null for all.</param>
    /// <param name="All">True for all: no one stops everything by leaving something out.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string? RiskClass, bool All, string? Reason);

    /// <summary>Stops them; those that are stopped stay as they are.</summary>
    public Task<Result<StoppedAgentsView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<StoppedAgentsView>(
            actor,
            new Attempt("agents.stopped", "agents", Permission.HandleAlerts),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<StoppedAgentsView>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (!AgentSteps.MayAll(context.Access))
        {
            return AgentRefusals.ManyNotYours;
        }

        RiskClass? chosen = null;
        if (!string.IsNullOrEmpty(command.RiskClass))
        {
            if (command.All || !WireName.TryParse<RiskClass>(command.RiskClass, out var named))
            {
                return AgentRefusals.WhichMissing;
            }

            chosen = named;
        }
        else if (!command.All)
        {
            return AgentRefusals.WhichMissing;
        }

        var stopped = new List<string>();
        foreach (var agent in await RunningAsync(context, chosen, ct))
        {
            var outcome = agent.Stop(context.Access.Actor.Id, context.Access.People, command.Reason, context.Now);
            if (outcome.Refusal is { } refusal)
            {
                return refusal;
            }

            stopped.Add(agent.Model);
            StopAgent.Append(context, agent);
        }

        if (stopped.Count == 0)
        {
            return Agent.HasReason(command.Reason) ? new StoppedAgentsView(null, []) : AgentRefusals.ReasonMissing;
        }

        context.Append(
            new AuditEvent(
                "agents.stopped",
                "agents",
                new JsonObject { ["riskClass"] = chosen is { } known ? WireName.Of(known) : null, ["count"] = stopped.Count }
            )
        );
        await PermitEvents.RevokeAsync(context, stopped, PermitEnd.GateShut, ct);
        return new StoppedAgentsView(context.Now, stopped);
    }

    private static async Task<IReadOnlyList<Agent>> RunningAsync(ActionContext context, RiskClass? chosen, CancellationToken ct)
    {
        var db = context.Db;
        var running = await db.Agents.AsNoTracking().Where(a => !a.IsStopped).OrderBy(a => a.Model).Select(a => a.Model).ToListAsync(ct);
        var names = new List<string>();
        foreach (var model in await db.LockModelsAsync(running, ct))
        {
            if (chosen is null || model.RiskClass == chosen || (await ClassOfModel.ReadAsync(db, model, context.Now, ct)).Value == chosen)
            {
                names.Add(model.Name);
            }
        }

        // Read under the locks: one that someone else has just stopped keeps their reason.
        return await db.Agents.Where(a => names.Contains(a.Model) && !a.IsStopped).OrderBy(a => a.Model).ToListAsync(ct);
    }
}
