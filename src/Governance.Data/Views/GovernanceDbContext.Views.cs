using Governance.Domain.Views;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>How people want to find lists again.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>Saved views of lists.</summary>
    public DbSet<SavedView> SavedViews => Set<SavedView>();
}
