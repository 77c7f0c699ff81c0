using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Lets a stopped agent go on: a person, and not the one that stopped it. What was let in by permits asks for new ones.</summary>
public sealed class ResumeAgent(ActionRunner runner, GetAgent get)
{
    /// <summary>Resumes it; one that is not stopped stays as it is.</summary>
    public async Task<Result<AgentView>> RunAsync(Actor actor, string agent, string? reason, CancellationToken ct)
    {
        var done = await runner.RunAsync<string>(
            actor,
            AgentSteps.Attempt("agent.resumed", agent),
            (context, token) => ActAsync(context, agent, reason, token),
            ct
        );
        return done.IsDone ? await get.RunAsync(done.Value, ct) : done.Refusal;
    }

    private static async Task<Result<string>> ActAsync(ActionContext context, string name, string? reason, CancellationToken ct)
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

        var resumed = agent.Resume(context.Access.Actor.Id, person, reason, context.Now);
        if (resumed.Refusal is { } notResumed)
        {
            return notResumed;
        }

        if (resumed.Value)
        {
            context.Append(
                new AuditEvent(
                    "agent.resumed",
                    agent.Model,
                    new JsonObject { ["model"] = agent.Model, ["reasonSha256"] = agent.ResumeReason!.Sha256 }
                )
            );
        }

        return agent.Model;
    }
}
