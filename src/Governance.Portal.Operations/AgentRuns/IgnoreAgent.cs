using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Ignores an agent that sends spans and is not registered, with a reason.</summary>
public sealed class IgnoreAgent(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="name">The name it told.</param>
    /// <param name="reason">Why it need not be registered.</param>
    /// <param name="ct">Cancels before the save.</param>
    public Task<Result<Done>> RunAsync(Actor actor, string? name, string? reason, CancellationToken ct)
    {
        var told = name ?? "";
        return runner.RunAsync<Done>(
            actor,
            new Attempt("agent.ignored", told.Length is 0 or > AgentStep.MaxName ? "agent" : told, Permission.HandleAlerts),
            (context, token) => ActAsync(context, told, reason, token),
            ct
        );
    }

    private static async Task<Result<Done>> ActAsync(ActionContext context, string name, string? reason, CancellationToken ct)
    {
        var db = context.Db;
        if (await db.Agents.AnyAsync(a => a.Model == name, ct) || !await db.AgentRuns.AnyAsync(r => r.Model == name, ct))
        {
            return RunRefusals.NotSeen;
        }

        if (await BlockedAgents.FindAsync(db, name, ct) is not null)
        {
            return RunRefusals.Blocked;
        }

        if (await db.IgnoredAgents.AnyAsync(i => i.Name == name, ct))
        {
            return RunRefusals.Ignored;
        }

        var ignored = IgnoredAgent.Ignore(name, reason, context.Access.Actor.Id, context.Now);
        if (ignored.Refusal is { } refusal)
        {
            return refusal;
        }

        db.IgnoredAgents.Add(ignored.Value);
        context.Append(
            new AuditEvent("agent.ignored", name, new JsonObject { ["agent"] = name, ["reasonSha256"] = ignored.Value.Reason.Sha256 })
        );
        return Done.Instance;
    }
}
