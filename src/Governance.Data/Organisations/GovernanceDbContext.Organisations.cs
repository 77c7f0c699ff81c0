using Governance.Domain.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>The organisation.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>The organisation, once it is named: one row at most.</summary>
    public DbSet<Organisation> Organisations => Set<Organisation>();
}
