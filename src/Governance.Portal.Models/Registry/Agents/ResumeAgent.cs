using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>
/// Lets a stopped agent go on: a person, and not the one that stopped it; of what was stopped by people who do not answer for it, no one
/// who does. What was let in by permits asks for new ones.
/// </summary>
public sealed class ResumeAgent(ActionRunner runner, GetAgent get)
{
    /// <summary>Resumes it; one that is not stopped stays as it is.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="reason">Why.</param>
    /// <param name="together">True: also those that the same act stopped.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<AgentView>> RunAsync(Actor actor, string agent, string? reason, bool together, CancellationToken ct)
    {
        var done = await runner.RunAsync<string>(
            actor,
            AgentSteps.Attempt("agent.resumed", agent),
            (context, token) => ActAsync(context, agent, reason, together, token),
            ct
        );
        return done.IsDone ? await get.RunAsync(done.Value, ct) : done.Refusal;
    }

    private static async Task<Result<string>> ActAsync(
        ActionContext context,
        string name,
        string? reason,
        bool together,
        CancellationToken ct
    )
    {
        var found = await AgentSteps.LockAsync(context, name, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var agent = found.Value;
        if (context.Access is not { Actor.Kind: ActorKind.User, Person: { } person })
        {
            return AgentRefusals.ResumedByKey;
        }

        IReadOnlyList<Agent> others = [];
        if (together && agent.IsStopped)
        {
            if (!AgentSteps.MayAll(context.Access))
            {
                return AgentRefusals.ManyNotYours;
            }

            others = await OthersAsync(context.Db, agent, ct);
        }

        var names = others.Prepend(agent).Where(a => a.IsStopped).Select(a => a.Model).ToList();
        var models = await context.Db.Models.Where(m => names.Contains(m.Name)).ToDictionaryAsync(m => m.Name, ct);
        foreach (var one in others.Prepend(agent))
        {
            if (
                models.TryGetValue(one.Model, out var model)
                && one.RefusesAnswerer(model, person, AgentSteps.MayAll(context.Access)) is { } theirs
            )
            {
                return theirs;
            }

            var resumed = one.Resume(context.Access.Actor.Id, person, reason, context.Now);
            if (resumed.Refusal is { } notResumed)
            {
                return notResumed;
            }

            if (resumed.Value)
            {
                context.Append(
                    new AuditEvent(
                        "agent.resumed",
                        one.Model,
                        new JsonObject { ["model"] = one.Model, ["reasonSha256"] = one.ResumeReason!.Sha256 }
                    )
                );
            }
        }

        return agent.Model;
    }

    private static async Task<IReadOnlyList<Agent>> OthersAsync(GovernanceDbContext db, Agent agent, CancellationToken ct)
    {
        var names = await AgentSteps.StoppedWith(db, agent).OrderBy(a => a.Model).Select(a => a.Model).ToListAsync(ct);
        await db.LockModelsAsync(names, ct);
        return await AgentSteps.StoppedWith(db, agent).OrderBy(a => a.Model).ToListAsync(ct);
    }
}
