using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Systems;

internal sealed class AiSystemConfiguration : IEntityTypeConfiguration<AiSystem>
{
    public void Configure(EntityTypeBuilder<AiSystem> builder)
    {
        builder.ToTable("AiSystems");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Name).HasMaxLength(200);
        builder.Property(s => s.NameKey).HasMaxLength(200);
        builder.Property(s => s.Purpose).HasMaxLength(2_000);
        builder.Property(s => s.Supplier).HasMaxLength(200);
        builder.Property(s => s.DecommissioningPlan).HasMaxLength(8_000);
        builder.Property(s => s.BusinessUnit).HasMaxLength(RoleScope.MaxUnit);
        builder.Property(s => s.RegisteredBy).HasMaxLength(64);
        builder.Property(s => s.Revision).IsConcurrencyToken();
        builder.Ignore(s => s.Roles);
        builder.Ignore(s => s.Models);
        builder.Ignore(s => s.Components);
        builder.Ignore(s => s.AffectedGroups);
        builder.Ignore(s => s.Countries);
        builder.Ignore(s => s.AuditSubject);
        builder.JsonList<AiSystem, string>("_roles", "Roles");
        builder.JsonList<AiSystem, string>("_models", "Models");
        builder.JsonList<AiSystem, SystemComponent>("_components", "Components");
        builder.JsonList<AiSystem, string>("_affectedGroups", "AffectedGroups");
        builder.JsonList<AiSystem, string>("_countries", "Countries");
        builder.HasIndex(s => s.NameKey).IsUnique();
        builder.HasIndex(s => s.Owner);
        builder.HasIndex(s => s.BusinessUnit);
    }
}
