using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Puts an agent under governance: a model of its name, and that it is an agent.</summary>
public sealed class RegisterAgent(ActionRunner runner, GetAgent get, IEnumerable<IModelsNamed> listeners)
{
    /// <summary>Registers it, or says everything that is wrong with it at once.</summary>
    public async Task<Result<AgentView>> RunAsync(Actor actor, RegisterModel.Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var subject = ModelName.IsModel(command.Name) ? command.Name! : "agent";
        var done = await runner.RunAsync<string>(
            actor,
            new Attempt("agent.registered", subject, Permission.WriteRegistry),
            async (context, cancel) =>
            {
                var registered = await RegisterModel.RegisterAsync(context, command, cancel);
                if (registered.Refusal is { } refusal)
                {
                    return refusal;
                }

                await listeners.TellAsync(context, registered.Value.System is null ? [] : [registered.Value], cancel);
                var agent = Agent.Register(registered.Value, context.Access.Actor.Id, context.Now);
                context.Db.Agents.Add(agent);
                context.Append(new AuditEvent("agent.registered", agent.Model, new JsonObject { ["model"] = agent.Model }));
                return agent.Model;
            },
            ct
        );
        return done.IsDone ? await get.RunAsync(done.Value, ct) : done.Refusal;
    }
}
