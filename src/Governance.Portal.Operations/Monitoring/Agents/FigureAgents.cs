using Governance.Analytics.Drift;
using Governance.Data;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Agents;

/// <summary>
/// Works out each agent's figures of the days that are over, and stores them as business figures: limits, alerts and postures are those of
/// any other figure.
/// </summary>
public sealed class FigureAgents(IDbContextFactory<GovernanceDbContext> dbFactory, StoreFigures store, TimeProvider clock)
{
    /// <summary>Days that are looked at again while nothing is stored of them.</summary>
    private const int LookBack = 7;

    private const int MostRuns = 10_000;
    private const int MostTools = 5_000;
    private static readonly Actor s_job = Actor.OfJob("agent-figures");

    /// <summary>Runs it.</summary>
    /// <returns>How many figures were stored.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var since = today.AddDays(-LookBack);
        Dictionary<string, DateTimeOffset> next;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var names = AgentDay.Names;
            var agents = await db
                .Agents.AsNoTracking()
                .Where(a =>
                    db.AgentCalls.Any(c => c.Model == a.Model && c.At >= since)
                    || db.AgentRuns.Any(r => r.Model == a.Model && r.LastAt >= since)
                )
                .OrderBy(a => a.Model)
                .Select(a => a.Model)
                .ToListAsync(ct);
            var last = await db
                .BusinessFigures.AsNoTracking()
                .Where(f => agents.Contains(f.Model) && names.Contains(f.Name) && f.Start >= since)
                .GroupBy(f => f.Model)
                .Select(g => new { Model = g.Key, Start = g.Max(f => f.Start) })
                .ToDictionaryAsync(f => f.Model, f => f.Start, StringComparer.Ordinal, ct);
            next = agents.ToDictionary(a => a, a => last.TryGetValue(a, out var start) ? start.AddDays(1) : since, StringComparer.Ordinal);
        }

        var stored = 0;
        foreach (var (agent, from) in next)
        {
            for (var day = from; day < today; day = day.AddDays(1))
            {
                stored += await DayAsync(agent, day, ct);
            }
        }

        return stored;
    }

    private async Task<int> DayAsync(string agent, DateTimeOffset from, CancellationToken ct)
    {
        var to = from.AddDays(1);
        string? version;
        IReadOnlyDictionary<string, double> figures;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            (version, figures) = await ReadAsync(db, agent, from, to, ct);
        }

        if (version is null || figures.Count == 0)
        {
            return 0;
        }

        // Another node that was faster has stored the same.
        var outcome = await store.RunAsync(s_job, new(agent, version, from, to, figures), ct);
        return outcome.IsDone ? outcome.Value.Stored : 0;
    }

    private static async Task<(string? Version, IReadOnlyDictionary<string, double> Figures)> ReadAsync(
        GovernanceDbContext db,
        string agent,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var calls = await db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Model == agent && c.At >= from && c.At < to)
            .GroupBy(c => new { c.Version, c.Verdict })
            .Select(g => new
            {
                g.Key.Version,
                g.Key.Verdict,
                Count = g.Count(),
            })
            .ToListAsync(ct);
        var runs = await db
            .AgentRuns.AsNoTracking()
            .Where(r => r.Model == agent && r.LastAt >= from && r.LastAt < to)
            .OrderBy(r => r.Id)
            .Take(MostRuns)
            .ToListAsync(ct);
        var steps = await db
            .AgentSteps.AsNoTracking()
            .Where(s => s.Kind == AgentStepKind.Tool && s.StartedAt >= from && s.StartedAt < to)
            .Where(s => db.AgentRuns.Any(r => r.Id == s.Run && r.Model == agent))
            .GroupBy(s => s.Error != null)
            .Select(g => new { IsError = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        var version = calls
            .Where(c => c.Version is not null)
            .GroupBy(c => c.Version)
            .OrderByDescending(g => g.Sum(c => c.Count))
            .FirstOrDefault()
            ?.Key;
        var priced = runs.Where(r => r.CostMicros is not null).ToList();
        var day = new AgentDay(
            calls.Sum(c => c.Count),
            calls.Where(c => c.Verdict is CallVerdict.Deny).Sum(c => c.Count),
            calls.Where(c => c.Verdict is CallVerdict.Ask).Sum(c => c.Count),
            steps.Sum(s => s.Count),
            steps.Where(s => s.IsError).Sum(s => s.Count),
            runs.Count,
            runs.Count(r => r.Findings.Any(f => f.Kind is RunFindingKind.Loop)),
            priced.Count,
            priced.Sum(r => r.CostMicros!.Value),
            version is null ? null : await DriftAsync(db, agent, version, from, to, ct),
            runs.Sum(r => r.Findings.Where(f => f.Kind is RunFindingKind.Injection).SelectMany(f => f.Spans ?? []).Distinct().Count())
        );
        var served =
            version is null && day.Figures().Count > 0 ? await ServedVersions.Of(db, [agent]).Select(v => v.Version).ToListAsync(ct) : [];
        return (version ?? served.LastOrDefault(), day.Figures());
    }

    // The reference is what the version that people approved did at first, before its users and its data changed.
    private static async Task<double?> DriftAsync(
        GovernanceDbContext db,
        string agent,
        string version,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var own = db.AgentCalls.AsNoTracking().Where(c => c.Model == agent && c.Version == version);
        if (
            await own.MinAsync(c => (DateTimeOffset?)c.At, ct) is not { } first
            || first.AddDays(AgentDay.ReferenceDays) is var end && end > from
        )
        {
            return null;
        }

        var reference = await ToolsAsync(own.Where(c => c.At < end), ct);
        var current = await ToolsAsync(own.Where(c => c.At >= from && c.At < to), ct);
        if (reference.Values.Sum() < AgentDay.MinReferenceCalls || current.Values.Sum() < AgentDay.MinDriftCalls)
        {
            return null;
        }

        var tools = reference.Keys.Union(current.Keys, StringComparer.Ordinal).ToList();
        return BinnedDistances.JensenShannon(
            [.. tools.Select(t => reference.GetValueOrDefault(t))],
            [.. tools.Select(t => current.GetValueOrDefault(t))]
        );
    }

    private static async Task<Dictionary<string, long>> ToolsAsync(IQueryable<AgentCall> calls, CancellationToken ct)
    {
        var tools = await calls
            .GroupBy(c => new { c.Server, c.Tool })
            .Select(g => new
            {
                g.Key.Server,
                g.Key.Tool,
                Count = g.LongCount(),
            })
            .OrderByDescending(t => t.Count)
            .ThenBy(t => t.Tool)
            .Take(MostTools)
            .ToListAsync(ct);
        return tools
            .GroupBy(t => t.Server is null ? t.Tool : $"{t.Server}.{t.Tool}", StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(t => t.Count), StringComparer.Ordinal);
    }
}
