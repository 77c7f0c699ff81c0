using Governance.Domain.Discovery;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What scans found.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<DiscoveryItem> Discoveries => Set<DiscoveryItem>();

    public DbSet<DiscoverySource> DiscoverySources => Set<DiscoverySource>();

    private static void DiscoveryConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<DiscoveryId>(builder);
        Wire<DiscoveryKind>(builder);
        Wire<DiscoveryState>(builder);
    }
}
