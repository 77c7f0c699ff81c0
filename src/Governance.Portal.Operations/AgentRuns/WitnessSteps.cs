using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// Steps are witnesses, as decisions are: a tool that was called although the agent was stopped, its version retired or held by an incident
/// raises what such a decision raises. A call that failed may be one that was denied, and what a model said moves nothing.
/// </summary>
internal sealed class WitnessSteps(ITrafficShown traffic)
{
    /// <summary>Compares new steps with when versions were allowed to act.</summary>
    /// <param name="context">The action that takes the steps in.</param>
    /// <param name="steps">Steps that are new, each with its agent.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(ActionContext context, IReadOnlyList<(string Agent, AgentStep Step)> steps, CancellationToken ct)
    {
        var calls = steps.Where(s => s.Step is { Kind: AgentStepKind.Tool, Error: null }).ToLookup(s => s.Agent, s => s.Step);
        if (calls.Count == 0)
        {
            return;
        }

        var agents = calls.Select(c => c.Key).ToList();
        var served = await ServedVersions.Of(context.Db, agents).AsNoTracking().Select(v => new { v.Model, v.Version }).ToListAsync(ct);
        var allowed = await TrafficAuthorities.ReadAsync(context.Db, [.. served.Select(v => (v.Model, v.Version))], ct);
        var shown = new List<ShownTraffic>();
        foreach (var agent in calls)
        {
            // Spans do not say which version acted: none of those that could have may have been allowed to.
            var versions = allowed.Where(a => a.Key.Model == agent.Key).ToList();
            foreach (var at in agent.Select(s => s.StartedAt))
            {
                var reasons = versions.ConvertAll(v => (v.Key.Version, Reason: Halted(v.Value, at)));
                if (reasons.TrueForAll(r => r.Reason is not null))
                {
                    shown.AddRange(reasons.Select(r => new ShownTraffic(agent.Key, r.Version, r.Reason!.Value, at)));
                }
            }
        }

        await traffic.RaiseAsync(context, shown, ct);
    }

    // What was begun before belongs to before, by a clock that may be ahead. That a version was never approved is no finding here: agents
    // are tried before their first promotion, and send their spans then.
    private static TrafficReason? Halted(TrafficAuthority authority, DateTimeOffset at)
    {
        var reason = authority.Contradicts(at - RunJudgement.ClockSkew, acts: true);
        return reason is TrafficReason.Held or TrafficReason.Stopped or TrafficReason.Retired ? reason : null;
    }
}
