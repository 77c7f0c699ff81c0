using Governance.Data.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What ties accounts to the organisation's own sign-in.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>Identities of the provider that open accounts.</summary>
    public DbSet<ProviderIdentity> ProviderIdentities => Set<ProviderIdentity>();

    /// <summary>Roles that come from the provider.</summary>
    public DbSet<ProviderRole> ProviderRoles => Set<ProviderRole>();
}
