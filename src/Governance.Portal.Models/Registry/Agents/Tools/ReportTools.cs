using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>
/// Records what a server of an agent's tools lists now, or that it does not answer. What is known already changes nothing; anything else
/// is a row, raises or ends alerts, and has gates and deployments judged again.
/// </summary>
public sealed class ReportTools(ActionRunner runner, AgentManifests manifests, ToolAlerts alerts, IFactsChanged facts)
{
    /// <summary>The action's name in the log.</summary>
    public const string Action = "agent.tools-observed";

    private const int Named = 20;
    private const int MaxLookedAt = 100;

    /// <summary>What was seen.</summary>
    /// <param name="Agent">The agent.</param>
    /// <param name="Server">The server, as its manifest names it.</param>
    /// <param name="Version">The version it tells.</param>
    /// <param name="Tools">All tools it lists; null when it did not answer.</param>
    public sealed record Seen(string Agent, string? Server, string? Version, IReadOnlyList<ObservedTool>? Tools);

    /// <summary>Records it.</summary>
    public async Task<Result<ToolReport>> RunAsync(Actor actor, Seen seen, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(seen);
        await facts.PrepareAsync(seen.Agent, null, ct);
        return await runner.RunAsync(
            actor,
            new Attempt(Action, ModelName.IsModel(seen.Agent) ? seen.Agent : "agent", Permission.DecideAgentCalls),
            (context, token) => RecordAsync(context, seen, token),
            ct
        );
    }

    private async Task<Result<ToolReport>> RecordAsync(ActionContext context, Seen seen, CancellationToken ct)
    {
        if (AgentToolObservation.Refuses(seen.Server, seen.Version, seen.Tools ?? []) is { } wrong)
        {
            return wrong;
        }

        var (db, name, server) = (context.Db, seen.Agent, seen.Server!);
        if (context.Access.RefusesAgent(name) is { } stranger)
        {
            return stranger;
        }

        if (
            !ModelName.IsModel(name)
            || await db.LockModelAsync(name, ct) is not { } model
            || await db.Agents.SingleOrDefaultAsync(a => a.Model == name, ct) is null
        )
        {
            return AgentRefusals.NotFound(name);
        }

        var inUse = await VersionsInUseAsync(db, name, ct);
        if (!inUse.Exists(v => v.Manifest.Servers.Any(s => s.Name == server)))
        {
            return AgentToolRefusals.ServerUnknown(name);
        }

        var before = (await ObservedTools.OfAsync(db, name, ct)).GetValueOrDefault(server);
        var by = (context.Access.Actor.Id, context.Now);
        var now = seen.Tools is { } tools
            ? AgentToolObservation.Of(default, (name, server), tools, seen.Version, by)
            : AgentToolObservation.Silent(default, (name, server), by);
        var last = before?.Silent ?? before?.Listed;
        var changes = ChangesOf(inUse, now);
        if (last?.IsSame(now) == true)
        {
            return new ToolReport(last.Id.ToString(), false, [.. changes.Select(c => c.Sentence)]);
        }

        if (context.Access.Actor.Kind is ActorKind.Key && await SeenOtherwiseAsync(db, inUse, now, context.Access.Actor.Id, ct))
        {
            return AgentToolRefusals.SeenOtherwise(server);
        }

        var id = await db.NextIdAsync<AgentObservationId>(ct);
        now = now.IsSilent
            ? AgentToolObservation.Silent(id, (name, server), by)
            : AgentToolObservation.Of(id, (name, server), now.Tools, now.ServerVersion, by);
        db.AgentToolObservations.Add(now);
        context.Append(
            new AuditEvent(
                Action,
                now.Id.ToString(),
                new JsonObject
                {
                    ["model"] = name,
                    ["server"] = server,
                    ["state"] = now.IsSilent ? "silent" : "listed",
                    ["serverVersion"] = now.ServerVersion,
                    ["tools"] = now.Tools.Count,
                    ["toolsSha256"] = now.IsSilent ? null : ToolDigest.OfServer(now.Tools.Select(t => (t.Name, t.Sha256))),
                    ["changes"] = new JsonArray([.. changes.Take(Named).Select(c => JsonValue.Create(c.Sentence))]),
                }
            )
            {
                Covers = [name],
            }
        );
        await alerts.FollowAsync(context, model, ct);
        await facts.ChangedAsync(context, name, null, ct);
        return new ToolReport(now.Id.ToString(), true, [.. changes.Select(c => c.Sentence)]);
    }

    // A key may tell what is wrong, and take back what it told itself. What the portal saw, or another key, it does not end: it may be the
    // key of the very agent whose tools were changed. That ends when who saw it sees otherwise, or when a person has ended the alert.
    private static async Task<bool> SeenOtherwiseAsync(
        GovernanceDbContext db,
        List<(Stage Stage, AgentManifest Manifest)> inUse,
        AgentToolObservation now,
        string by,
        CancellationToken ct
    )
    {
        var newest = await db
            .AgentToolObservations.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(o => o.Model == now.Model && o.Server == now.Server)
            .OrderByDescending(o => o.Id)
            .Take(MaxLookedAt)
            .ToListAsync(ct);
        var wrong = newest.TakeWhile(o => o.IsSilent || ChangesOf(inUse, o).Count > 0).ToList();
        // What it tells now holds all of it: nothing is ended.
        var told = OtherThan(inUse, now);
        if (wrong.TrueForAll(o => o.SeenBy == by || (!o.IsSilent && OtherThan(inUse, o).IsSubsetOf(told))))
        {
            return false;
        }

        var since = wrong.Where(o => o.SeenBy != by).Max(o => o.At);
        return !await db
            .Alerts.IgnoreQueryFilters()
            .AnyAsync(
                a =>
                    a.Model == now.Model
                    && (a.Rule == AlertRule.ToolsChanged || a.Rule == AlertRule.ServerSilent)
                    && a.State == AlertState.Resolved
                    && a.ResolvedBy != null
                    && a.RaisedAt >= since
                    && (a.Field == now.Server || a.Field.StartsWith(now.Server + " (")),
                ct
            );
    }

    // Tools by which a list differs from the manifests it is compared with, each with what it is there; null: it is missing.
    private static HashSet<(string Name, string? Sha256)> OtherThan(
        List<(Stage Stage, AgentManifest Manifest)> versions,
        AgentToolObservation seen
    )
    {
        var now = seen.Tools.ToDictionary(t => t.Name, t => (string?)t.Sha256, StringComparer.Ordinal);
        var others = new HashSet<(string Name, string? Sha256)>();
        foreach (var manifest in Compared(versions))
        {
            var named = manifest
                .Tools.Where(t => t.Server == seen.Server)
                .ToDictionary(t => t.Name, t => (string?)t.SchemaSha256, StringComparer.Ordinal);
            others.UnionWith(
                named
                    .Keys.Union(now.Keys)
                    .Where(n => named.GetValueOrDefault(n) != now.GetValueOrDefault(n))
                    .Select(n => (n, now.GetValueOrDefault(n)))
            );
        }

        return others;
    }

    private static List<AgentManifest> Compared(List<(Stage Stage, AgentManifest Manifest)> versions)
    {
        var production = versions.Where(v => v.Stage is Stage.Production).Select(v => v.Manifest).ToList();
        return production.Count > 0 ? production : [versions[^1].Manifest];
    }

    // What the server lists otherwise than in production; where nothing is, otherwise than the newest version says.
    private static IReadOnlyList<AgentChange> ChangesOf(List<(Stage Stage, AgentManifest Manifest)> versions, AgentToolObservation now)
    {
        if (now.IsSilent)
        {
            return [];
        }

        var seen = ObservedTools.ToGate(now);
        return [.. Compared(versions).SelectMany(m => seen.Compare(m)).DistinctBy(c => c.Sentence, StringComparer.Ordinal)];
    }

    private async Task<List<(Stage Stage, AgentManifest Manifest)>> VersionsInUseAsync(
        GovernanceDbContext db,
        string agent,
        CancellationToken ct
    )
    {
        var rows = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == agent && v.Stage != Stage.Retired)
            .OrderBy(v => v.Number)
            .Select(v => new { v.Stage, v.ArtifactSha256 })
            .ToListAsync(ct);
        var read = new List<(Stage, AgentManifest)>();
        foreach (var row in rows)
        {
            if (await manifests.FindAsync(row.ArtifactSha256, ct) is { } manifest)
            {
                read.Add((row.Stage, manifest));
            }
        }

        return read;
    }
}

/// <summary>The result of a report.</summary>
/// <param name="Observation">The newest observation of the server.</param>
/// <param name="IsNew">True if the server differs from when it was last seen.</param>
/// <param name="Changes">How the list differs from the version in production, in sentences; none if it is the same.</param>
public sealed record ToolReport(string Observation, bool IsNew, IReadOnlyList<string> Changes);
