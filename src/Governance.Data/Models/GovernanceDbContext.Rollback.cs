using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>The ways back from deployments.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<RollbackPlan> RollbackPlans => Set<RollbackPlan>();
}
