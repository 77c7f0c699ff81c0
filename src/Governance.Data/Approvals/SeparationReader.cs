using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Approvals;

/// <summary>Reads who counts as one with whom.</summary>
public static class SeparationReader
{
    /// <summary>Reads what matters between a person and those who took part in some promotions.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="promotions">The promotions in question.</param>
    /// <param name="people">The person about to act, and those they may act for.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Separation> LoadAsync(GovernanceDbContext db, IReadOnlyList<Promotion> promotions, IEnumerable<UserId> people, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(promotions);
        if (promotions.Count == 0)
        {
            return new Separation([], await AccessLinesAsync(db, people, ct));
        }

        var since = promotions.Min(p => p.RequestedAt);
        var delegations = await db.Delegations.AsNoTracking().Where(d => d.Since <= now && d.Until > since).ToListAsync(ct);
        var involved = people.Concat(promotions.SelectMany(p => p.Requesters))
            .Concat(promotions.SelectMany(p => p.LiveSignOffs).SelectMany(s => s.DelegatedFrom is { } from ? new[] { s.SignedBy, from } : [s.SignedBy]));
        return new Separation(delegations, await AccessLinesAsync(db, involved, ct));
    }

    // Level by level up to those whom nobody with an account let in: few levels, few people.
    private static async Task<IReadOnlyList<(UserId By, UserId To)>> AccessLinesAsync(GovernanceDbContext db, IEnumerable<UserId> people, CancellationToken ct)
    {
        var lines = new List<(UserId By, UserId To)>();
        var seen = new HashSet<UserId>();
        for (var level = people.Where(seen.Add).ToList(); level.Count > 0;)
        {
            var asked = level;
            var found = await db.AccessGrants.AsNoTracking().Where(g => asked.Contains(g.User)).Select(g => new { g.By, g.User }).ToListAsync(ct);
            lines.AddRange(found.Select(g => (g.By, g.User)));
            level = [.. found.Select(g => g.By).Where(seen.Add)];
        }

        return lines;
    }
}
