using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

// Rows are named by the model first: one that someone took away is missed when the model's rows are compared with the log.
internal sealed class TierAssessmentConfiguration : IEntityTypeConfiguration<TierAssessment>
{
    public void Configure(EntityTypeBuilder<TierAssessment> builder)
    {
        // What the aggregate refuses, the schema does not hold either.
        builder.ToTable(
            "TierAssessments",
            table =>
                table.HasCheckConstraint(
                    "CK_TierAssessments_Second",
                    "\"State\" <> 'in-force' OR \"Tier\" <= \"Computed\" OR (\"DecidedBy\" IS NOT NULL AND \"DecidedBy\" <> \"By\")"
                )
        );
        builder.HasKey(t => new { t.Model, t.Id });
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Model).HasMaxLength(100);
        builder.Property(t => t.ByName).HasMaxLength(200);
        builder.Property(t => t.DecidedByName).HasMaxLength(200);
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.OwnsText(t => t.MaterialityReason!, required: true);
        builder.OwnsText(t => t.ComplexityReason!, required: true);
        builder.OwnsText(t => t.OverrideReason);
        builder.Ignore(t => t.Answers);
        builder.Ignore(t => t.AuditSubject);
        builder.Ignore(t => t.ReviewOn);
        builder.HasOne<Model>().WithMany().HasForeignKey(t => t.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => t.Id).IsUnique();
        builder.HasIndex(t => t.Model).IsUnique().HasFilter("\"State\" = 'proposed'").HasDatabaseName("IX_TierAssessments_OneWaits");
    }
}
