using Governance.Domain.Models;
using Governance.Domain.Oversight;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Who oversees AI systems, how stopping them was tried, and who attested evidence.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Overseer> Overseers => Set<Overseer>();

    public DbSet<StopTest> StopTests => Set<StopTest>();

    public DbSet<EvidenceAttestation> EvidenceAttestations => Set<EvidenceAttestation>();

    private static void Oversight(ModelConfigurationBuilder builder)
    {
        DisplayId<OverseerId>(builder);
        DisplayId<StopTestId>(builder);
        Wire<OversightAuthority>(builder);
        Wire<OversightEnd>(builder);
        Wire<StopTestResult>(builder);
        Wire<StopTestState>(builder);
    }
}
