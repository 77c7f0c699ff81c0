using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Monitoring;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// Raises what is wrong with runs: one alert per version and kind, which counts the runs. Spans do not say which version acted, so what
/// they show is about every version that could have: those in production; before the first one the newest, and those whose promotion is
/// requested or approved.
/// </summary>
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
        var versions = (await MeantAsync(db, agents, ct)).ToLookup(v => v.Model, v => v.Version, StringComparer.Ordinal);
        var held = (await AlertStore.LockAsync(db, agents, ct))
            .Where(a => a.Rule is AlertRule.AgentRun)
            .ToDictionary(a => (a.Model, a.Version, a.Field));
        foreach (
            var group in found
                .SelectMany(f => versions[f.Run.Model].DefaultIfEmpty("").Select(version => (f.Run, f.Kind, Version: version)))
                .GroupBy(f => (Agent: f.Run.Model, f.Version, Field: WireName.Of(f.Kind)))
                .OrderBy(g => g.Key.Agent, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Field, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Version, StringComparer.Ordinal)
        )
        {
            var (agent, version, field) = group.Key;
            var isNew = !held.TryGetValue((agent, version, field), out var alert);
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
                alert!.SeeWindow(version, null, level, context.Now, context.Now);
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

    private static async Task<IReadOnlyList<(string Model, string Version)>> MeantAsync(
        GovernanceDbContext db,
        List<string> agents,
        CancellationToken ct
    )
    {
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v =>
                agents.Contains(v.Model)
                && (
                    v.Stage == Stage.Production
                    || !db.Versions.Any(later => later.Model == v.Model && later.Number > v.Number)
                    || db.Promotions.Any(p =>
                        p.Model == v.Model
                        && p.Version == v.Version
                        && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
                    )
                )
            )
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Number)
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.Stage,
            })
            .ToListAsync(ct);
        var produced = versions.Where(v => v.Stage is Stage.Production).Select(v => v.Model).ToHashSet(StringComparer.Ordinal);
        return [.. versions.Where(v => v.Stage is Stage.Production || !produced.Contains(v.Model)).Select(v => (v.Model, v.Version))];
    }
}
