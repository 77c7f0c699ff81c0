using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>
/// Follows the log: whatever changes about a model makes its deployments due at once, a policy that comes into force makes all of them
/// due, and what changes about a model those of the agents that think with it. What an entry is about is found by what it names; one that
/// names nothing known changes nothing here.
/// </summary>
internal sealed class FollowPostures(LogFollowers followers, AgentManifests manifests)
{
    /// <summary>Name of the follower.</summary>
    public const string Name = "postures";

    // Written for every answer or batch, and read by no rule.
    private static readonly string[] s_unread = ["decisions.", "permit.", "gate.", "posture.", "report.", "comment.", "key.", "session."];

    /// <summary>Marks what is new, and returns at the log's end.</summary>
    /// <returns>False when another node has the turn.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        await followers.CatchUpAsync(Name, HandleAsync, new FollowTerms { Lease = PostureJob.Lease }, ct);
        return await followers.TakeAsync(Name, PostureJob.Lease, ct);
    }

    private async Task HandleAsync(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, CancellationToken ct)
    {
        var read = entries
            .Select(e => e.Event)
            .Where(e => !e.Refused && !s_unread.Any(u => e.Action.StartsWith(u, StringComparison.Ordinal)));
        var models = new HashSet<string>(StringComparer.Ordinal);
        var (all, reviewed) = (false, false);
        foreach (var entry in read)
        {
            all |= entry.Action == "policy.activated";
            reviewed |= entry.Action == "agent-tool.reviewed";
            models.UnionWith(await AboutAsync(db, entry, ct));
        }

        models.UnionWith(await AgentsAsync(db, models, reviewed, ct));
        await MarkAsync(db, models, ct);
        if (all)
        {
            await db
                .PostureChecks.IgnoreQueryFilters()
                .Where(c => c.DueAt > PostureCheck.Soon)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.DueAt, PostureCheck.Soon), ct);
        }
    }

    // Agents that run and think with one of these models; all of them once a tool was reviewed, which several may name.
    private async Task<List<string>> AgentsAsync(GovernanceDbContext db, HashSet<string> models, bool reviewed, CancellationToken ct)
    {
        if (models.Count == 0 && !reviewed)
        {
            return [];
        }

        var serving = await db
            .Versions.IgnoreQueryFilters()
            .Where(v =>
                v.ArtifactMediaType == AgentManifest.MediaType
                && db.Deployments.Any(d => d.Model == v.Model && d.Version == v.Version && d.Until == null)
            )
            .Select(v => new { v.Model, v.ArtifactSha256 })
            .ToListAsync(ct);
        var agents = new List<string>();
        foreach (var version in serving)
        {
            if (
                reviewed
                || (
                    await manifests.FindAsync(version.ArtifactSha256, ct) is { } manifest
                    && manifest.Models.Any(m => m.Provider is null && models.Contains(m.Name))
                )
            )
            {
                agents.Add(version.Model);
            }
        }

        return agents;
    }

    private static async Task<IEnumerable<string>> AboutAsync(GovernanceDbContext db, Domain.Audit.LoggedEvent entry, CancellationToken ct)
    {
        if (entry.Text("model") is { } model)
        {
            return [model];
        }

        var placed = await SubjectPlaces.FindAsync(db, entry.Subject, ct);
        return placed.IsKnown ? placed.Places : [];
    }

    private static async Task MarkAsync(GovernanceDbContext db, HashSet<string> places, CancellationToken ct)
    {
        if (places.Count == 0)
        {
            return;
        }

        var named = places.ToList();
        var systems = named.Select(p => DisplayId.TryParse<SystemId>(p, out var id) ? id : default).Where(id => id != default).ToList();
        if (systems.Count > 0)
        {
            var parts = await db.AiSystems.IgnoreQueryFilters().Where(s => systems.Contains(s.Id)).ToListAsync(ct);
            named.AddRange(parts.SelectMany(s => s.Models));
        }

        await db
            .PostureChecks.IgnoreQueryFilters()
            // By what the deployment says, which is compared with the log when it is judged.
            .Where(c => db.Deployments.Any(d => d.Id == c.Deployment && named.Contains(d.Model)))
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DueAt, PostureCheck.AtOnce), ct);
    }
}
