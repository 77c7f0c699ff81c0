using System.Collections.Concurrent;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>
/// A round: one node asks each server that a version in production names by its address, and records what is otherwise than before. Asked
/// are only hosts that this portal may call; what the others list, the guard and the pipeline report.
/// </summary>
internal sealed class AskToolServers(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    AgentManifests manifests,
    McpServers servers,
    ReportTools report,
    ToolAlerts alerts,
    ActionRunner runner,
    LogFollowers turns,
    IOptions<OutboundOptions> outbound,
    IOptions<ToolServerOptions> options,
    TimeProvider clock
)
{
    private const string Turn = "agent-tools";
    private static readonly TimeSpan s_turn = TimeSpan.FromMinutes(10);

    // Since when a server has not answered. Forgotten by a node that ends: the time of a silence then begins again.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _failing = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken ct)
    {
        var production = await ProductionAsync(ct);
        var alarmed = await AlarmedAsync(ct);
        if (production.Count + alarmed.Count == 0)
        {
            return;
        }

        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            await LogFollowers.BeginAsync(db, Turn, null, ct);
        }

        if (!await turns.TakeAsync(Turn, s_turn, ct))
        {
            return;
        }

        if (options.Value.AskServers)
        {
            await AskAsync(production, ct);
        }

        // Another version in production may name what its servers list, and where none is any more, nothing is wrong.
        foreach (var agent in production.Select(p => p.Agent).Concat(alarmed).Distinct(StringComparer.Ordinal))
        {
            await FollowAsync(agent, ct);
        }
    }

    private async Task AskAsync(List<(string Agent, AgentManifest Manifest)> production, CancellationToken ct)
    {
        var asked = production
            .SelectMany(p => p.Manifest.Servers.Select(s => (p.Agent, Server: s)))
            .Where(s => s.Server.Transport == "http" && MayBeAsked(s.Server.Address))
            .DistinctBy(s => (s.Agent, s.Server.Name, s.Server.Address))
            .GroupBy(s => s.Server.Address, StringComparer.Ordinal)
            .ToList();
        foreach (var one in asked)
        {
            if (!await turns.TakeAsync(Turn, s_turn, ct))
            {
                return;
            }

            var (version, tools) = await AskAsync(one.Key, ct);
            foreach (var (agent, server) in one)
            {
                if (tools is not null || IsSilent(one.Key))
                {
                    await report.RunAsync(ToolAlerts.Job, new(agent, server.Name, version, tools), ct);
                }
            }
        }
    }

    private async Task<(string? Version, IReadOnlyList<ObservedTool>? Tools)> AskAsync(string address, CancellationToken ct)
    {
        try
        {
            var (version, list) = await servers.AskAsync(new Uri(address), ct);
            _failing.TryRemove(address, out _);
            // What a server writes keeps no report about it from the log.
            var told = version is null ? null : NameText.Without(version);
            return (
                told?.Length > AgentToolObservation.MaxName ? told[..AgentToolObservation.MaxName] : told,
                [.. list.Tools.Select(t => new ObservedTool(t.Name, t.Sha256))]
            );
        }
        catch (Exception e) when (e is OutboundException or FormatException)
        {
            _failing.TryAdd(address, clock.GetLocalNow());
            return (null, null);
        }
    }

    private bool IsSilent(string address) =>
        _failing.TryGetValue(address, out var since)
        && clock.GetLocalNow() - since >= TimeSpan.FromMinutes(options.Value.SilentAfterMinutes);

    private bool MayBeAsked(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && outbound.Value.ReachOf(uri.IdnHost, uri.Port) is not null;

    private async Task FollowAsync(string agent, CancellationToken ct)
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (!await alerts.AreDueAsync(db, agent, ct))
            {
                return;
            }
        }

        await runner.RunAsync<Domain.Done>(
            ToolAlerts.Job,
            new Attempt("alert.raised", agent, null),
            async (context, token) =>
            {
                if (await context.Db.LockModelAsync(agent, token) is { } model)
                {
                    await alerts.FollowAsync(context, model, token);
                }

                return Domain.Done.Instance;
            },
            ct
        );
    }

    private async Task<List<string>> AlarmedAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Alerts.IgnoreQueryFilters()
            .Where(a => (a.Rule == AlertRule.ToolsChanged || a.Rule == AlertRule.ServerSilent) && a.State != AlertState.Resolved)
            .Select(a => a.Model)
            .Distinct()
            .ToListAsync(ct);
    }

    private async Task<List<(string Agent, AgentManifest Manifest)>> ProductionAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .Versions.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(v => v.Stage == Stage.Production && v.ArtifactMediaType == AgentManifest.MediaType)
            .OrderBy(v => v.Model)
            .Select(v => new { v.Model, v.ArtifactSha256 })
            .ToListAsync(ct);
        var read = new List<(string, AgentManifest)>();
        foreach (var row in rows)
        {
            if (await manifests.FindAsync(row.ArtifactSha256, ct) is { } manifest)
            {
                read.Add((row.Model, manifest));
            }
        }

        return read;
    }
}
