using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>
/// Follows the log: whatever changes about a model makes its deployments due at once, a policy that comes into force makes all of them
/// due. What an entry is about is found by what it names; one that names nothing known changes nothing here.
/// </summary>
internal sealed class FollowPostures(LogFollowers followers)
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

    private static async Task HandleAsync(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, CancellationToken ct)
    {
        var read = entries
            .Select(e => e.Event)
            .Where(e => !e.Refused && !s_unread.Any(u => e.Action.StartsWith(u, StringComparison.Ordinal)));
        var models = new HashSet<string>(StringComparer.Ordinal);
        var all = false;
        foreach (var entry in read)
        {
            all |= entry.Action == "policy.activated";
            models.UnionWith(await AboutAsync(db, entry, ct));
        }

        await MarkAsync(db, models, ct);
        if (all)
        {
            await db
                .PostureChecks.IgnoreQueryFilters()
                .Where(c => c.DueAt > PostureCheck.Soon)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.DueAt, PostureCheck.Soon), ct);
        }
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
            .Where(c => named.Contains(c.Model))
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DueAt, PostureCheck.AtOnce), ct);
    }
}
