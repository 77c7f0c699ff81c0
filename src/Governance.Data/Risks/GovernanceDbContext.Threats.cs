using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Threats that do not apply.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>What people said of items of frameworks in one place, all versions.</summary>
    public DbSet<ThreatVerdict> ThreatVerdicts => Set<ThreatVerdict>();
}
