using Governance.Data.Conventions;
using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Approvals;

internal sealed class EmergencyOverrideConfiguration : IEntityTypeConfiguration<EmergencyOverride>
{
    public void Configure(EntityTypeBuilder<EmergencyOverride> builder)
    {
        builder.ToTable("EmergencyOverrides");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Model).HasMaxLength(100);
        builder.Property(o => o.Version).HasMaxLength(64);
        builder.Property(o => o.ArtifactSha256).HasMaxLength(64);
        builder.Property(o => o.BundleDigest).HasMaxLength(64);
        builder.Property(o => o.ReviewedByName).HasMaxLength(200);
        builder.Property(o => o.Revision).IsConcurrencyToken();
        builder.OwnsText(o => o.EndReason);
        builder.OwnsText(o => o.Review);
        builder.Property(o => o.SettleHours).HasDefaultValue(72);
        builder.Ignore(o => o.SettleBy);
        builder.Ignore(o => o.IsLive);
        builder.Ignore(o => o.AwaitsReview);
        builder.Ignore(o => o.AuditSubject);
        builder.HasMany(o => o.Confirmations).WithOne().HasForeignKey(c => c.Override).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(o => o.Confirmations).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<Promotion>().WithMany().HasForeignKey(o => o.Promotion).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(o => o.Promotion, "IX_EmergencyOverrides_Promotion");
        builder.HasIndex(o => o.Promotion, "IX_EmergencyOverrides_OneLive").IsUnique().HasFilter("\"State\" <> 'ended'");
        builder.HasIndex(o => new { o.State, o.ExpiresAt });
    }
}

internal sealed class OverrideConfirmationConfiguration : IEntityTypeConfiguration<OverrideConfirmation>
{
    public void Configure(EntityTypeBuilder<OverrideConfirmation> builder)
    {
        builder.ToTable("OverrideConfirmations");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.BundleDigest).HasMaxLength(64);
        builder.OwnsText(c => c.Reason!, required: true);
        builder.Attests(c => c.Attestation, isSealed: true);
        // The rule of two, once more in the database.
        builder.HasIndex(nameof(OverrideConfirmation.Override), Attested.Person).IsUnique();
        builder.HasIndex(nameof(OverrideConfirmation.Override), Attested.Function).IsUnique();
    }
}
