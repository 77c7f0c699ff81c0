using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

internal sealed class ValidationFindingConfiguration : IEntityTypeConfiguration<ValidationFinding>
{
    public void Configure(EntityTypeBuilder<ValidationFinding> builder)
    {
        builder.ToTable(
            "ValidationFindings",
            table =>
                table.HasCheckConstraint(
                    "CK_ValidationFindings_Closed",
                    "\"State\" <> 'closed' OR (\"Evidence\" IS NOT NULL AND \"ClosedBy\" IS NOT NULL AND \"ClosedBy\" <> \"Owner\")"
                )
        );
        builder.HasKey(f => new { f.Model, f.Id });
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.Model).HasMaxLength(100);
        builder.Property(f => f.Version).HasMaxLength(64);
        builder.Property(f => f.OwnerName).HasMaxLength(200);
        builder.Property(f => f.RaisedByName).HasMaxLength(200);
        builder.Property(f => f.ClosedByName).HasMaxLength(200);
        builder.Property(f => f.Evidence).HasMaxLength(64);
        builder.Property(f => f.Revision).IsConcurrencyToken();
        builder.OwnsText(f => f.Text!, required: true);
        builder.OwnsText(f => f.Closure);
        builder.Ignore(f => f.AuditSubject);
        builder.Ignore(f => f.Waiting);
        builder.HasMany(f => f.Extensions).WithOne().HasForeignKey(e => new { e.Model, e.Finding }).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(f => f.Extensions).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<ModelValidation>().WithMany().HasForeignKey(f => new { f.Model, f.Validation }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(f => f.Id).IsUnique();
        builder.HasIndex(f => new { f.State, f.DueAt });
    }
}
