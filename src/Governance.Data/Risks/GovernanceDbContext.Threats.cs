using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Threats that people judged not to apply.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>What people decided about items of risk frameworks for one model or system; every version is kept.</summary>
    public DbSet<ThreatVerdict> ThreatVerdicts => Set<ThreatVerdict>();
}
