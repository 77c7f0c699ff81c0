using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Reads which agents send spans and are not registered.</summary>
public sealed class ListUnregistered(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>How many no one has looked at.</summary>
    public async Task<int> CountAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await Runs(db, UnregisteredState.Open).Select(r => r.Model).Distinct().CountAsync(ct);
    }

    /// <summary>A page of them by name.</summary>
    /// <param name="state">What was decided of them.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to read.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PageOf<UnregisteredAgent>> PageAsync(UnregisteredState state, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var groups = Runs(db, state)
            .GroupBy(r => r.Model)
            .Select(g => new
            {
                Name = g.Key,
                Runs = g.Count(),
                FirstAt = g.Min(r => r.FirstAt),
                LastAt = g.Max(r => r.LastAt),
                ToolCalls = g.Sum(r => r.ToolCalls),
            });
        var total = await groups.CountAsync(ct);
        var page = await groups.OrderBy(g => g.Name).Skip(skip).Take(take).ToListAsync(ct);
        var names = page.Select(g => g.Name).ToList();
        var reasons = state switch
        {
            UnregisteredState.Ignored => await db
                .IgnoredAgents.AsNoTracking()
                .Where(i => names.Contains(i.Name))
                .ToDictionaryAsync(i => i.Name, i => i.Reason.Text, ct),
            UnregisteredState.Blocked => (await BlockedAgents.Of(db).AsNoTracking().Where(d => names.Contains(d.Name)).ToListAsync(ct))
                .GroupBy(d => d.Name, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First().Reason?.Text, StringComparer.Ordinal),
            _ => [],
        };
        return new(
            [
                .. page.Select(g => new UnregisteredAgent(
                    g.Name,
                    g.Runs,
                    g.FirstAt,
                    g.LastAt,
                    g.ToolCalls,
                    state is UnregisteredState.Open ? null : reasons.GetValueOrDefault(g.Name) ?? ""
                )),
            ],
            total
        );
    }

    // A block counts for more than that someone ignored it before.
    private static IQueryable<AgentRun> Runs(GovernanceDbContext db, UnregisteredState state)
    {
        var blocked = BlockedAgents.Of(db).Select(d => d.Name);
        var runs = db.AgentRuns.AsNoTracking().Where(r => !db.Agents.Any(a => a.Model == r.Model));
        if (state is UnregisteredState.Blocked)
        {
            return runs.Where(r => blocked.Contains(r.Model));
        }

        var ignored = state is UnregisteredState.Ignored;
        return runs.Where(r => !blocked.Contains(r.Model) && db.IgnoredAgents.Any(i => i.Name == r.Model) == ignored);
    }
}
