using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Agents;

/// <summary>A figure of an agent over the last weeks.</summary>
/// <param name="Name">Name of the series.</param>
/// <param name="Days">Its days, oldest first.</param>
/// <param name="Lower">The limit below, if a monitor has one.</param>
/// <param name="Upper">The limit above, if a monitor has one.</param>
public sealed record AgentFigureSeries(string Name, IReadOnlyList<(DateTimeOffset Day, double Value)> Days, double? Lower, double? Upper);

/// <summary>Reads the figures of an agent.</summary>
public sealed class ListAgentFigures(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private const int ShownDays = 30;

    /// <summary>Those that there are, in the order in which people read them.</summary>
    public async Task<IReadOnlyList<AgentFigureSeries>> RunAsync(string agent, CancellationToken ct)
    {
        var (names, since) = (AgentDay.Names, clock.GetUtcNow().AddDays(-ShownDays));
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var figures = (
            await db
                .BusinessFigures.AsNoTracking()
                .Where(f => f.Model == agent && names.Contains(f.Name) && f.Start >= since)
                .OrderBy(f => f.Start)
                .Select(f => new
                {
                    f.Name,
                    f.Start,
                    f.Value,
                })
                .ToListAsync(ct)
        ).ToLookup(f => f.Name, StringComparer.Ordinal);
        if (figures.Count == 0)
        {
            return [];
        }

        var monitors = await db
            .Monitors.AsNoTracking()
            .Where(m => m.Model == agent && m.Kind == MonitorKind.Business && m.IsEnabled && names.Contains(m.Target))
            .OrderBy(m => m.Id)
            .ToListAsync(ct);
        return
        [
            .. names
                .Where(figures.Contains)
                .Select(name =>
                {
                    var monitor = monitors.Find(m => m.Target == name);
                    return new AgentFigureSeries(name, [.. figures[name].Select(f => (f.Start, f.Value))], monitor?.Lower, monitor?.Upper);
                }),
        ];
    }
}
