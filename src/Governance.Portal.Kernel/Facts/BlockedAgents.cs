using Governance.Data;
using Governance.Domain.Discovery;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Agents that someone blocked by the name they tell: findings of the kind <c>running-agent</c> that are blocked.</summary>
public static class BlockedAgents
{
    /// <summary>The source of these findings: no scan, but the spans that agents send.</summary>
    public const string Source = "agent-runs";

    /// <summary>All blocks in force. A scan that no longer finds something lifts none.</summary>
    public static IQueryable<DiscoveryItem> Of(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Discoveries.Where(d => d.Kind == DiscoveryKind.RunningAgent && d.State == DiscoveryState.Blocked);
    }

    /// <summary>The block of this name, read to be compared with the log; null where there is none.</summary>
    public static Task<DiscoveryItem?> FindAsync(GovernanceDbContext db, string name, CancellationToken ct) =>
        Of(db).Where(d => d.Name == name).OrderBy(d => d.Id).FirstOrDefaultAsync(ct);
}
