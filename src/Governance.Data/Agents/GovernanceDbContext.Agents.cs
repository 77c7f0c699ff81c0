using Governance.Domain.Agents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Agents.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Agent> Agents => Set<Agent>();
}
