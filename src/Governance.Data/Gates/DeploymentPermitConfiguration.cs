using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class DeploymentPermitConfiguration : IEntityTypeConfiguration<DeploymentPermit>
{
    public void Configure(EntityTypeBuilder<DeploymentPermit> builder)
    {
        builder.ToTable("DeploymentPermits");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.Version).HasMaxLength(64);
        builder.Property(p => p.ArtifactSha256).HasMaxLength(64);
        builder.Property(p => p.Environment).HasMaxLength(100);
        builder.Property(p => p.Image).HasMaxLength(500);
        builder.Property(p => p.BundleDigest).HasMaxLength(64);
        builder.Property(p => p.IssuedTo).HasMaxLength(64);
        builder.Property(p => p.StatementSha256).HasMaxLength(64);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.Ignore(p => p.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(p => new { p.Model, p.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Promotion>().WithMany().HasForeignKey(p => p.Promotion).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => new { p.RevokedAt, p.ExpiresAt });
    }
}
