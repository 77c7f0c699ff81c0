using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

internal sealed class ModelValidationConfiguration : IEntityTypeConfiguration<ModelValidation>
{
    public void Configure(EntityTypeBuilder<ModelValidation> builder)
    {
        builder.ToTable("ModelValidations");
        builder.HasKey(v => new { v.Model, v.Id });
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Property(v => v.Model).HasMaxLength(100);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Property(v => v.ValidatorName).HasMaxLength(200);
        builder.Property(v => v.PlannedByName).HasMaxLength(200);
        builder.Property(v => v.Revision).IsConcurrencyToken();
        builder.OwnsText(v => v.Scope!, required: true);
        builder.OwnsText(v => v.Tests!, required: true);
        builder.Ignore(v => v.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(v => new { v.Model, v.Version }).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne(v => v.Report)
            .WithOne()
            .HasForeignKey<ValidationReport>(r => new { r.Model, r.Validation })
            .OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(v => v.Report).AutoInclude();
        builder.HasIndex(v => v.Id).IsUnique();
        builder.HasIndex(v => new { v.State, v.DueOn });
    }
}
