using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Lowered risk classes, and those that wait for a second person.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<RiskLowering> RiskLowerings => Set<RiskLowering>();
}
