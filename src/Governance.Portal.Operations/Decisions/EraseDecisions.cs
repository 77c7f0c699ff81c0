using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Decisions;
using Governance.Domain.Audit;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Erases the content of decisions whose retention has ended: what was decided, about whom and why, and the salts. Commitments, batches and
/// their entries stay, so every proof that was handed out keeps verifying and the log knows of every decision there was.
/// </summary>
public sealed class EraseDecisions(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<DecisionsOptions> options,
    TimeProvider clock
)
{
    private const int Run = 10_000;
    private static readonly Actor s_job = Actor.OfJob("decision-retention");

    /// <summary>Runs it for every model, a few thousand decisions a transaction.</summary>
    /// <returns>How many decisions were erased.</returns>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        Dictionary<string, List<int>> sources;
        Dictionary<string, int?> own;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            await DecisionWriter.CountAsync(db, ct);
            sources = (await db.DecisionSources.AsNoTracking().ToListAsync(ct))
                .GroupBy(s => s.Model, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Select(s => s.Id).ToList(), StringComparer.Ordinal);
            // Nothing is erased early, or kept longer, because of a row that someone changed.
            await DecisionsKept.OfAll.EnsureAsync(db, null, ct);
            own = await db.DecisionPolicies.AsNoTracking().ToDictionaryAsync(p => p.Model, p => p.RetentionDays, ct);
        }

        var erased = 0L;
        foreach (var (model, ids) in sources)
        {
            var before = clock.GetUtcNow().AddDays(-(own.GetValueOrDefault(model) ?? options.Value.RetentionDays));
            // Whole seconds: the entry says the instant, and the check holds rows against it.
            before = new DateTimeOffset(before.UtcTicks - (before.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
            int count;
            do
            {
                count = await EraseAsync(model, ids, before, ct);
                erased += count;
            } while (count == Run);
        }

        return erased;
    }

    private async Task<int> EraseAsync(string model, List<int> sources, DateTimeOffset before, CancellationToken ct)
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (!await db.Decisions.AnyAsync(d => sources.Contains(d.Source) && d.Time < before && d.Content != null, ct))
            {
                return 0;
            }
        }

        var outcome = await runner.RunAsync<int>(
            s_job,
            new Attempt("decisions.erased", model, null),
            async (context, token) =>
            {
                var count = await DecisionWriter.For(context.Db).EraseAsync(context.Db, sources, before, Run, token);
                var lapsed = await LapseAsync(context, sources, before, token);
                context.Append(
                    new AuditEvent("decisions.erased", model, new JsonObject { ["before"] = CanonicalJson.Time(before), ["count"] = count })
                    {
                        Covers = lapsed,
                    }
                );
                return count;
            },
            ct
        );
        return outcome.IsDone ? outcome.Value : 0;
    }

    // What was true in the end goes with the content, and a review that waits has nothing left to judge.
    private static async Task<IReadOnlyList<string>> LapseAsync(
        ActionContext context,
        List<int> sources,
        DateTimeOffset before,
        CancellationToken ct
    )
    {
        await context.Db.DecisionTruths.Where(t => sources.Contains(t.Source) && t.DecisionTime < before).ExecuteDeleteAsync(ct);
        var waiting = await context
            .Db.DecisionReviews.Where(r =>
                sources.Contains(r.Source) && r.DecisionTime < before && (r.State == ReviewState.Open || r.State == ReviewState.Escalated)
            )
            .ToListAsync(ct);
        waiting.ForEach(r => r.Lapse(context.Now));
        return [.. waiting.Select(r => r.AuditSubject)];
    }
}

/// <summary>Looks for content whose time is over from time to time: that of decisions, and what others keep like it.</summary>
internal sealed partial class DecisionRetentionJob(
    EraseDecisions erase,
    IEnumerable<IContentRetention> others,
    IOptions<DecisionsOptions> options,
    TimeProvider clock,
    ILogger<DecisionRetentionJob> logger
) : PeriodicJob(TimeSpan.FromMinutes(options.Value.RetentionCheckMinutes), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        if (await erase.RunAsync(ct) is > 0 and var count)
        {
            LogErased(count);
        }

        foreach (var other in others)
        {
            await other.EraseAsync(ct);
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1590, LogLevel.Information, "Decisions whose content was erased because their retention has ended: {Count}")]
    private partial void LogErased(long count);

    [LoggerMessage(1591, LogLevel.Error, "Looking for decisions whose retention has ended failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
