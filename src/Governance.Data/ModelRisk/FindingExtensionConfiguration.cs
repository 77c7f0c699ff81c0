using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

internal sealed class FindingExtensionConfiguration : IEntityTypeConfiguration<FindingExtension>
{
    public void Configure(EntityTypeBuilder<FindingExtension> builder)
    {
        builder.ToTable("FindingExtensions", table => table.HasCheckConstraint("CK_FindingExtensions_Decided", "\"DecidedBy\" <> \"By\""));
        builder.HasKey(e => new
        {
            e.Model,
            e.Finding,
            e.Number,
        });
        builder.Property(e => e.Finding).ValueGeneratedNever();
        builder.Property(e => e.Number).ValueGeneratedNever();
        builder.Property(e => e.Model).HasMaxLength(100);
        builder.Property(e => e.ByName).HasMaxLength(200);
        builder.Property(e => e.DecidedByName).HasMaxLength(200);
        builder.OwnsText(e => e.Reason!, required: true);
    }
}
