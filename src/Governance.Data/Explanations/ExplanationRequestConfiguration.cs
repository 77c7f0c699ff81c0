using Governance.Data.Conventions;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Explanations;

internal sealed class ExplanationRequestConfiguration : IEntityTypeConfiguration<ExplanationRequest>
{
    public void Configure(EntityTypeBuilder<ExplanationRequest> builder)
    {
        builder.ToTable(
            "ExplanationRequests",
            table =>
            {
                // What the aggregate refuses, the schema does not hold either.
                table.HasCheckConstraint(
                    "CK_ExplanationRequests_Reviewed",
                    "\"State\" NOT IN ('reviewed', 'sent') OR \"ReviewedAt\" IS NOT NULL"
                );
                table.HasCheckConstraint(
                    "CK_ExplanationRequests_Declined",
                    "\"State\" <> 'declined' OR (\"Ground\" IS NOT NULL AND \"Declined_Sha256\" IS NOT NULL)"
                );
            }
        );
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.DecisionId).HasMaxLength(128);
        builder.Property(r => r.Language).HasMaxLength(8);
        builder.Property(r => r.RecordedBy).HasMaxLength(64);
        builder.Property(r => r.RecordedByName).HasMaxLength(200);
        builder.Property(r => r.FactsSha256).HasMaxLength(64);
        builder.Property(r => r.DraftedByName).HasMaxLength(200);
        builder.Property(r => r.ReviewedByName).HasMaxLength(200);
        builder.Property(r => r.ClosedByName).HasMaxLength(200);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.OwnsText(r => r.Person!, required: true);
        builder.OwnsText(r => r.Text);
        builder.OwnsText(r => r.Returned);
        builder.OwnsText(r => r.Declined);
        builder.JsonList<ExplanationRequest, UserId>("_authors", "Authors");
        builder.Ignore(r => r.Authors);
        builder.Ignore(r => r.IsOpen);
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(r => new { r.Model, r.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Report>().WithMany().HasForeignKey(r => r.Letter).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.State, r.DueAt });
        builder.HasIndex(r => r.DecisionId);
    }
}
