using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.DataScopes;

internal sealed class RoleScopeConfiguration : IEntityTypeConfiguration<RoleScope>
{
    public void Configure(EntityTypeBuilder<RoleScope> builder)
    {
        builder.ToTable("RoleScopes");
        builder.HasKey(s => new { s.User, s.Role });
        builder.Property(s => s.Role).HasMaxLength(64);
        builder.Ignore(s => s.Systems);
        builder.Ignore(s => s.Units);
        builder.JsonList<RoleScope, SystemId>("_systems", "Systems");
        builder.JsonList<RoleScope, string>("_units", "Units");
    }
}
