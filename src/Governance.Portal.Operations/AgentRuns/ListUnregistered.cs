using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Reads which agents send spans and are not registered.</summary>
public sealed class ListUnregistered(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>How many no one has looked at.</summary>
    public async Task<int> CountAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await Runs(db, ignored: false).Select(r => r.Model).Distinct().CountAsync(ct);
    }

    /// <summary>A page of them by name.</summary>
    /// <param name="ignored">True for those that someone ignores.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to read.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PageOf<UnregisteredAgent>> PageAsync(bool ignored, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var groups = Runs(db, ignored)
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
        var reasons = ignored
            ? await db
                .IgnoredAgents.AsNoTracking()
                .Where(i => names.Contains(i.Name))
                .ToDictionaryAsync(i => i.Name, i => i.Reason.Text, ct)
            : [];
        return new(
            [
                .. page.Select(g => new UnregisteredAgent(
                    g.Name,
                    g.Runs,
                    g.FirstAt,
                    g.LastAt,
                    g.ToolCalls,
                    ignored ? reasons.GetValueOrDefault(g.Name) ?? "" : null
                )),
            ],
            total
        );
    }

    private static IQueryable<AgentRun> Runs(GovernanceDbContext db, bool ignored) =>
        db
            .AgentRuns.AsNoTracking()
            .Where(r => !db.Agents.Any(a => a.Model == r.Model) && db.IgnoredAgents.Any(i => i.Name == r.Model) == ignored);
}
