using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>What stopping and resuming an agent begin with.</summary>
internal static class AgentSteps
{
    /// <summary>The attempt: stopping an agent is handling an alarm, by the same people and the same scope of keys.</summary>
    public static Attempt Attempt(string action, string agent) =>
        new(action, ModelName.IsModel(agent) ? agent : "agent", Permission.HandleAlerts);

    /// <summary>Locks the agent's model and loads the agent, for those that may stop and resume it.</summary>
    public static async Task<Result<Agent>> LockAsync(ActionContext context, string name, CancellationToken ct)
    {
        if (
            !ModelName.IsModel(name)
            || await context.Db.LockModelAsync(name, ct) is not { } model
            || await context.Db.Agents.SingleOrDefaultAsync(a => a.Model == name, ct) is not { } agent
        )
        {
            return AgentRefusals.NotFound(name);
        }

        return May(context.Access, model) ? agent : AgentRefusals.NotYours;
    }

    /// <summary>
    /// Whether someone who may handle alarms may do so for this agent. They see harm first: those that answer for it, and those that guard
    /// against attacks and risks, whomever it belongs to.
    /// </summary>
    public static bool May(Access access, Model model) => MayAll(access) || access.People.Any(model.IsAnsweredForBy);

    /// <summary>The other agents that are stopped and were by the same act.</summary>
    public static IQueryable<Agent> StoppedWith(GovernanceDbContext db, Agent agent)
    {
        var (name, at, by) = (agent.Model, agent.StoppedAt, agent.StoppedBy);
        return db.Agents.Where(a => a.IsStopped && a.StoppedAt == at && a.StoppedBy == by && a.Model != name);
    }

    /// <summary>Whether they may stop and resume several at once: those that guard all agents.</summary>
    public static bool MayAll(Access access) => access.Has(Permission.GuardAgents);
}
