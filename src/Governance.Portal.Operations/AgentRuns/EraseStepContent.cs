using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// Erases kept content of steps whose retention has ended, and the salts with it; digests and entries of the log stay. Works beside the
/// job that erases the content of decisions.
/// </summary>
public sealed partial class EraseStepContent(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<AgentRunsOptions> options,
    TimeProvider clock,
    ILogger<EraseStepContent> logger
) : IContentRetention
{
    private const int AtOnce = 200;
    private static readonly Actor s_job = Actor.OfJob("decision-retention");

    /// <inheritdoc/>
    public async Task EraseAsync(CancellationToken ct)
    {
        if (await RunAsync(ct) is > 0 and var count)
        {
            LogErased(count);
        }
    }

    /// <summary>Runs it for every agent, some hundred steps a transaction.</summary>
    /// <returns>From how many steps content was erased.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        List<string> agents;
        Dictionary<string, int?> own;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            // By the agent that a run is of now: a later span may have said that it is another's.
            agents = await Kept(db, clock.GetUtcNow()).Select(k => k.Agent).Distinct().ToListAsync(ct);
            await ContentKept.Reads.EnsureAsync(db, agents, ct);
            own = await db
                .AgentContentPolicies.AsNoTracking()
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
            if (!await Kept(db, before).AnyAsync(k => k.Agent == agent, ct))
            {
                return 0;
            }
        }

        var outcome = await runner.RunAsync<int>(
            s_job,
            new Attempt("agent-content.erased", agent, null),
            async (context, token) =>
            {
                var old = await Kept(context.Db, before)
                    .Where(k => k.Agent == agent)
                    .OrderBy(k => k.Content.ReceivedAt)
                    .ThenBy(k => k.Content.TraceId)
                    .ThenBy(k => k.Content.SpanId)
                    .Select(k => k.Content)
                    .Take(AtOnce)
                    .ToListAsync(token);
                old.ForEach(c => c.Erase(context.Now));
                context.Append(
                    new AuditEvent(
                        "agent-content.erased",
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

    private static IQueryable<KeptContent> Kept(GovernanceDbContext db, DateTimeOffset before) =>
        from content in db.AgentStepContents
        where content.Content != null && content.ReceivedAt < before
        join step in db.AgentSteps on new { content.TraceId, content.SpanId } equals new { step.TraceId, step.SpanId }
        join run in db.AgentRuns on step.Run equals run.Id
        select new KeptContent { Content = content, Agent = run.Model };

    private sealed class KeptContent
    {
        public required AgentStepContent Content { get; init; }

        public required string Agent { get; init; }
    }

    [LoggerMessage(1599, LogLevel.Information, "Agent steps whose content was erased because its retention has ended: {Count}")]
    private partial void LogErased(int count);
}
