using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// Blocks an agent that sends spans and is not registered, with a reason: a finding of its own kind, blocked like every other. Under
/// Discovered AI the block is changed again.
/// </summary>
public sealed class BlockAgent(ActionRunner runner)
{
    private const string List = "discoveries";

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="name">The name it told.</param>
    /// <param name="reason">Why it must not run.</param>
    /// <param name="ct">Cancels before the save.</param>
    public Task<Result<Done>> RunAsync(Actor actor, string? name, string? reason, CancellationToken ct)
    {
        var told = name ?? "";
        return runner.RunAsync<Done>(
            actor,
            new Attempt("agent.blocked", told.Length is 0 or > AgentStep.MaxName ? "agent" : told, Permission.TriageDiscoveries)
            {
                Decides = true,
            },
            (context, token) => ActAsync(context, told, reason, token),
            ct
        );
    }

    private static async Task<Result<Done>> ActAsync(ActionContext context, string name, string? reason, CancellationToken ct)
    {
        var db = context.Db;
        if (
            await db.Agents.AnyAsync(a => a.Model == name, ct)
            || !await db.AgentRuns.AnyAsync(r => r.Model == name, ct)
            || FoundThing.OfAgent(name) is not { } found
        )
        {
            return RunRefusals.NotSeen;
        }

        if (await db.DiscoverySources.SingleOrDefaultAsync(s => s.Name == BlockedAgents.Source, ct) is not { } source)
        {
            source = DiscoverySource.First(BlockedAgents.Source);
            db.DiscoverySources.Add(source);
        }

        if (source.Scan(context.Now, null, context.Access.Actor.Id) is { } older)
        {
            return older;
        }

        var key = found.Key;
        var item = await db.Discoveries.SingleOrDefaultAsync(d => d.Source == BlockedAgents.Source && d.Key == key, ct);
        if (item is { State: DiscoveryState.Blocked })
        {
            return RunRefusals.Blocked;
        }

        if (item is null)
        {
            item = DiscoveryItem.File(await db.NextIdAsync<DiscoveryId>(ct), BlockedAgents.Source, found, null, context.Now);
            db.Discoveries.Add(item);
        }

        // Whatever a scan of this source left out: it runs, so it is not gone.
        item.FindAgain(found);
        var by = (context.Access.Person!.Value, context.Access.PrintedName);
        if (item.Decide(DiscoveryState.Blocked, reason, null, by, context.Now) is { } refusal)
        {
            return refusal;
        }

        context.Append(
            new AuditEvent(
                "agent.blocked",
                name,
                new JsonObject
                {
                    ["agent"] = name,
                    ["discovery"] = item.Id.ToString(),
                    ["reasonSha256"] = item.Reason!.Sha256,
                }
            )
            {
                ActorName = context.Access.PrintedName,
                Covers = [List, source.AuditSubject, item.Id.ToString()],
            }
        );
        return Done.Instance;
    }
}
