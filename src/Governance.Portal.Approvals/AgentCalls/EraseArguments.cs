using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Erases the arguments that were kept for a person to read, and their salts, once the time to keep them is over. Digests and commitments
/// stay, so calls and answers are proven as before.
/// </summary>
public sealed class EraseArguments(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<AgentCallsOptions> options,
    TimeProvider clock
)
{
    private const int Run = 1_000;
    private static readonly Actor s_job = Actor.OfJob("call-retention");

    /// <summary>Runs it for every agent, some calls a transaction.</summary>
    /// <returns>Of how many calls arguments were erased.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-options.Value.ArgumentsDays);
        // Whole seconds: the entry says the instant.
        before = new DateTimeOffset(before.UtcTicks - (before.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        List<string> agents;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            agents = await Over(db, before).Select(c => c.Model).Distinct().ToListAsync(ct);
        }

        var erased = 0;
        foreach (var agent in agents)
        {
            int count;
            do
            {
                count = await EraseAsync(agent, before, ct);
                erased += count;
            } while (count == Run);
        }

        return erased;
    }

    private async Task<int> EraseAsync(string agent, DateTimeOffset before, CancellationToken ct)
    {
        var outcome = await runner.RunAsync<int>(
            s_job,
            new Attempt("agent-calls.erased", agent, null),
            async (context, token) =>
            {
                var calls = await Over(context.Db, before).Where(c => c.Model == agent).OrderBy(c => c.Id).Take(Run).ToListAsync(token);
                calls.RemoveAll(c => !c.EraseArguments(context.Now));
                var data = new JsonObject { ["before"] = CanonicalJson.Time(before), ["count"] = calls.Count };
                context.Append(new AuditEvent("agent-calls.erased", agent, data));
                return calls.Count;
            },
            ct
        );
        return outcome.IsDone ? outcome.Value : 0;
    }

    private static IQueryable<AgentCall> Over(GovernanceDbContext db, DateTimeOffset before) =>
        db.AgentCalls.Where(c => c.Verdict == CallVerdict.Ask && c.ExpiresAt < before && c.Arguments != null);
}

/// <summary>Looks every hour for arguments whose time is over.</summary>
internal sealed partial class CallRetentionJob(EraseArguments erase, TimeProvider clock, ILogger<CallRetentionJob> logger)
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

    [LoggerMessage(1472, LogLevel.Information, "Tool calls whose arguments were erased because their retention has ended: {Count}")]
    private partial void LogErased(int count);

    [LoggerMessage(1473, LogLevel.Error, "Looking for arguments whose retention has ended failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
