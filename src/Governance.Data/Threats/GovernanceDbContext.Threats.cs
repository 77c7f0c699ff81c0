using Governance.Domain.Threats;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What AI systems are made of, and what threatens them.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<ThreatModel> ThreatModels => Set<ThreatModel>();

    public DbSet<ThreatPoint> ThreatPoints => Set<ThreatPoint>();

    private static void Threats(ModelConfigurationBuilder builder)
    {
        DisplayId<ThreatModelId>(builder);
        Wire<ThreatModelState>(builder);
    }
}
