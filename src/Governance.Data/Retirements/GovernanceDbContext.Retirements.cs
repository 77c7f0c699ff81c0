using Governance.Domain.Retirements;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What is taken out of use.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Retirement> Retirements => Set<Retirement>();

    public DbSet<RetirementVersion> RetirementVersions => Set<RetirementVersion>();

    public DbSet<RetirementEntry> RetirementEntries => Set<RetirementEntry>();

    private static void ConfigureRetirements(ModelConfigurationBuilder builder)
    {
        DisplayId<RetirementId>(builder);
        Wire<RetirementKind>(builder);
        Wire<RetirementState>(builder);
        Wire<TrafficProof>(builder);
    }
}
