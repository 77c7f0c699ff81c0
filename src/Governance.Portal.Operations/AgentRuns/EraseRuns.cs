using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// Erases runs whose retention has ended, as long as decisions of the same model are kept, and ends alerts that no run has confirmed for
/// days. The entries of the log stay: they hold digests only.
/// </summary>
public sealed class EraseRuns(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IAlertsChanged rescore,
    IOptions<AgentRunsOptions> options,
    TimeProvider clock
)
{
    private const int AtOnce = 200;
    private static readonly Actor s_job = Actor.OfJob("agent-runs");

    /// <summary>Runs it.</summary>
    /// <returns>How many runs were erased.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await EndAlertsAsync(ct);
        List<string> agents;
        Dictionary<string, int?> own;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            agents = await db.AgentRuns.Select(r => r.Model).Distinct().ToListAsync(ct);
            await DecisionsKept.OfAll.EnsureAsync(db, null, ct);
            own = await db
                .DecisionPolicies.AsNoTracking()
                .Where(p => agents.Contains(p.Model))
                .ToDictionaryAsync(p => p.Model, p => p.RetentionDays, ct);
        }

        var erased = 0;
        foreach (var agent in agents)
        {
            var before = clock.GetUtcNow().AddDays(-(own.GetValueOrDefault(agent) ?? options.Value.RetentionDays));
            int count;
            do
            {
                count = await EraseAsync(agent, before, ct);
                erased += count;
            } while (count == AtOnce);
        }

        return erased;
    }

    private async Task<int> EraseAsync(string agent, DateTimeOffset before, CancellationToken ct)
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (!await db.AgentRuns.AnyAsync(r => r.Model == agent && r.ReceivedAt < before, ct))
            {
                return 0;
            }
        }

        var outcome = await runner.RunAsync<int>(
            s_job,
            new Attempt("agent-runs.erased", agent, null),
            async (context, token) =>
            {
                var old = await context
                    .Db.AgentRuns.Where(r => r.Model == agent && r.ReceivedAt < before)
                    .OrderBy(r => r.Id)
                    .Take(AtOnce)
                    .ToListAsync(token);
                // Their steps go with them, by the database.
                context.Db.AgentRuns.RemoveRange(old);
                context.Append(
                    new AuditEvent(
                        "agent-runs.erased",
                        agent,
                        new JsonObject { ["before"] = CanonicalJson.Time(before), ["count"] = old.Count }
                    )
                );
                return old.Count;
            },
            ct
        );
        return outcome.IsDone ? outcome.Value : 0;
    }

    private async Task EndAlertsAsync(CancellationToken ct)
    {
        var since = clock.GetUtcNow().AddDays(-options.Value.AlertDays);
        List<AlertId> quiet;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var unseen = await db
                .Alerts.Where(a => a.Rule == AlertRule.AgentRun && a.State != AlertState.Resolved && a.SeenAt < since)
                .OrderBy(a => a.Id)
                .Select(a => new
                {
                    a.Id,
                    a.Model,
                    a.SeenAt,
                })
                .ToListAsync(ct);
            List<string> agents = [.. unseen.Select(a => a.Model).Distinct()];
            var newest = (
                await db
                    .AgentRuns.Where(r => agents.Contains(r.Model))
                    .GroupBy(r => r.Model)
                    .Select(g => new { Model = g.Key, At = g.Max(r => r.FirstAt) })
                    .ToListAsync(ct)
            ).ToDictionary(r => r.Model, r => r.At, StringComparer.Ordinal);
            // An agent that sends nothing any more has not shown that it does so no more.
            quiet = [.. unseen.Where(a => newest.TryGetValue(a.Model, out var at) && at > PastTime.Latest(a.SeenAt)).Select(a => a.Id)];
        }

        foreach (var id in quiet)
        {
            await runner.RunAsync<Done>(
                s_job,
                new Attempt("alert.resolved", id.ToString(), null),
                async (context, token) =>
                {
                    if (
                        await context.Db.Alerts.SingleAsync(a => a.Id == id, token) is { State: not AlertState.Resolved } alert
                        && alert.SeenAt < since
                    )
                    {
                        alert.Recover(context.Now);
                        context.Append(
                            new AuditEvent(
                                "alert.resolved",
                                id.ToString(),
                                new JsonObject { ["model"] = alert.Model, ["by"] = "agent-runs" }
                            )
                            {
                                Covers = [alert.Model],
                            }
                        );
                        await rescore.ChangedAsync(context, alert.Model, token);
                    }

                    return Done.Instance;
                },
                ct
            );
        }
    }
}

/// <summary>Looks from time to time for runs and alerts whose time is over.</summary>
internal sealed partial class AgentRunsJob(EraseRuns erase, TimeProvider clock, ILogger<AgentRunsJob> logger)
    : PeriodicJob(TimeSpan.FromHours(1), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        if (await erase.RunAsync(ct) is > 0 and var count)
        {
            LogErased(count);
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1596, LogLevel.Information, "Agent runs erased because their retention has ended: {Count}")]
    private partial void LogErased(int count);

    [LoggerMessage(1597, LogLevel.Error, "Looking for agent runs whose retention has ended failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
