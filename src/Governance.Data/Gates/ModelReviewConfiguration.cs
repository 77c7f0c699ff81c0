using Governance.Data.Conventions;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class ModelReviewConfiguration : IEntityTypeConfiguration<ModelReview>
{
    public void Configure(EntityTypeBuilder<ModelReview> builder)
    {
        builder.ToTable("ModelReviews");
        // Named by the model first: one that someone took away is missed when the model's reviews are compared with the log.
        builder.HasKey(r => new { r.Model, r.Id });
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.Answers).HasMaxLength(16);
        builder.Property(r => r.ByName).HasMaxLength(200);
        builder.OwnsText(r => r.Reasons!, required: true);
        builder.JsonList<ModelReview, string>("_environments", "Environments");
        builder.Ignore(r => r.Environments);
        builder.Ignore(r => r.Allows);
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(r => new { r.Model, r.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => r.Id).IsUnique();
    }
}
