using Governance.Domain.Targets;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Appetite and targets of AI systems.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<SystemTargets> SystemTargets => Set<SystemTargets>();

    private static void Targets(ModelConfigurationBuilder builder)
    {
        DisplayId<SystemTargetsId>(builder);
        Wire<TargetsState>(builder);
    }
}
