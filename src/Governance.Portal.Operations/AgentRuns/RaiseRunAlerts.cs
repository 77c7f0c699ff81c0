using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Monitoring;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Raises what is wrong with runs: one alert per agent and kind, which counts the runs.</summary>
internal sealed class RaiseRunAlerts(IAlertsChanged rescore)
{
    private static readonly Actor s_checks = Actor.OfJob("agent-runs");

    /// <summary>Raises or counts.</summary>
    public async Task RaiseAsync(ActionContext context, IReadOnlyList<(AgentRun Run, RunFindingKind Kind)> found, CancellationToken ct)
    {
        if (found.Count == 0)
        {
            return;
        }

        var db = context.Db;
        List<string> agents = [.. found.Select(f => f.Run.Model).Distinct(StringComparer.Ordinal)];
        var owners = await db.Models.Where(m => agents.Contains(m.Name)).ToDictionaryAsync(m => m.Name, m => m.Owner, ct);
        var versions = (await ServedVersions.Of(db, agents).Select(v => new { v.Model, v.Version }).ToListAsync(ct))
            .GroupBy(v => v.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last().Version, StringComparer.Ordinal);
        var held = (await AlertStore.LockAsync(db, agents, ct))
            .Where(a => a.Rule is AlertRule.AgentRun)
            .ToDictionary(a => (a.Model, a.Field));
        foreach (
            var group in found
                .GroupBy(f => (Agent: f.Run.Model, Field: WireName.Of(f.Kind)))
                .OrderBy(g => g.Key.Agent, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Field, StringComparer.Ordinal)
        )
        {
            var (agent, field) = group.Key;
            var isNew = !held.TryGetValue((agent, field), out var alert);
            if (isNew)
            {
                alert = new Alert
                {
                    Id = await db.NextIdAsync<AlertId>(ct),
                    Model = agent,
                    Rule = AlertRule.AgentRun,
                    Field = field,
                    Owner = owners.GetValueOrDefault(agent),
                    BeganAt = group.Min(f => f.Run.FirstAt),
                    RaisedAt = context.Now,
                };
                db.Alerts.Add(alert);
            }

            var level = group.First().Kind is RunFindingKind.DeniedButCalled or RunFindingKind.Blocked
                ? DriftLevel.Alert
                : DriftLevel.Warning;
            foreach (var _ in group)
            {
                alert!.SeeWindow(versions.GetValueOrDefault(agent) ?? "", null, level, context.Now, context.Now);
            }

            context.AppendAs(
                s_checks,
                new AuditEvent(
                    isNew ? "alert.raised" : "alert.repeated",
                    alert!.Id.ToString(),
                    new JsonObject
                    {
                        ["model"] = agent,
                        ["version"] = alert.Version,
                        ["rule"] = WireName.Of(alert.Rule),
                        ["field"] = field,
                        ["count"] = group.Count(),
                        ["owner"] = alert.Owner?.ToString(),
                    }
                )
                {
                    Covers = [agent],
                }
            );
        }

        foreach (var agent in agents)
        {
            await rescore.ChangedAsync(context, agent, ct);
        }
    }
}
