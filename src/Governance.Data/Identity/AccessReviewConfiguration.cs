using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Identity;

internal sealed class AccessReviewConfiguration : IEntityTypeConfiguration<AccessReview>
{
    public void Configure(EntityTypeBuilder<AccessReview> builder)
    {
        builder.ToTable("AccessReviews");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.ResultSha256).HasMaxLength(64);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Ignore(r => r.AuditSubject);
        builder.OwnsMany(
            r => r.Lines,
            line =>
            {
                line.ToTable("AccessLines");
                line.WithOwner().HasForeignKey("Review");
                line.HasKey("Review", nameof(AccessLine.Number));
                line.Property(l => l.Number).ValueGeneratedNever();
                line.Property(l => l.Holder).HasMaxLength(16);
                line.Property(l => l.What).HasMaxLength(400);
                line.Property(l => l.GivenBy).HasMaxLength(64);
                line.Property(l => l.Reason).HasMaxLength(AccessReviewRefusals.MaxReason);
                line.Property(l => l.Verdict).HasMaxLength(32);
            }
        );
        builder.Navigation(r => r.Lines).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}
