using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>
/// Stops an agent: gates answer no from the commit on, on every node, and its permits end. What watches it may do so with a key.
/// </summary>
public sealed class StopAgent(ActionRunner runner, GetAgent get)
{
    /// <summary>Stops it; one that is stopped stays as it is.</summary>
    public async Task<Result<AgentView>> RunAsync(Actor actor, string agent, string? reason, CancellationToken ct)
    {
        var done = await runner.RunAsync<string>(
            actor,
            AgentSteps.Attempt("agent.stopped", agent),
            (context, token) => ActAsync(context, agent, reason, token),
            ct
        );
        return done.IsDone ? await get.RunAsync(done.Value, ct) : done.Refusal;
    }

    /// <summary>Says that an agent was stopped.</summary>
    internal static void Append(ActionContext context, Agent agent) =>
        context.Append(
            new AuditEvent(
                "agent.stopped",
                agent.Model,
                new JsonObject { ["model"] = agent.Model, ["reasonSha256"] = agent.StopReason!.Sha256 }
            )
        );

    private static async Task<Result<string>> ActAsync(ActionContext context, string name, string? reason, CancellationToken ct)
    {
        var found = await AgentSteps.LockAsync(context, name, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var agent = found.Value;
        var stopped = agent.Stop(context.Access.Actor.Id, context.Access.People, reason, context.Now);
        if (stopped.Refusal is { } notStopped)
        {
            return notStopped;
        }

        if (stopped.Value)
        {
            Append(context, agent);
            await PermitEvents.RevokeAsync(context, agent.Model, PermitEnd.GateShut, ct);
        }

        return agent.Model;
    }
}
