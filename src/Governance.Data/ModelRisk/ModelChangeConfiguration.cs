using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

internal sealed class ModelChangeConfiguration : IEntityTypeConfiguration<ModelChange>
{
    public void Configure(EntityTypeBuilder<ModelChange> builder)
    {
        builder.ToTable("ModelChanges");
        builder.HasKey(c => new { c.Model, c.Id });
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Model).HasMaxLength(100);
        builder.Property(c => c.Version).HasMaxLength(64);
        builder.Property(c => c.Against).HasMaxLength(64);
        builder.OwnsText(c => c.Reason!, required: true);
        builder.Ignore(c => c.AuditSubject);
        builder.Attests(c => c.Attestation, isSealed: false);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(c => new { c.Model, c.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.Id).IsUnique();
    }
}
