using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class GateRunConfiguration : IEntityTypeConfiguration<GateRun>
{
    public void Configure(EntityTypeBuilder<GateRun> builder)
    {
        builder.ToTable("GateRuns");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.InputSha256).HasMaxLength(64);
        builder.Property(r => r.InputFactsSha256).HasMaxLength(64);
        builder.Property(r => r.ResultSha256).HasMaxLength(64);
        builder.Property(r => r.PolicyDigest).HasMaxLength(64);
        builder.Property(r => r.Engine).HasMaxLength(64);
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(r => new { r.Model, r.Version }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => r.Promotion);
    }
}

internal sealed class PolicyVersionConfiguration : IEntityTypeConfiguration<PolicyVersion>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> builder)
    {
        builder.ToTable("Policies");
        builder.HasKey(p => p.Sha256);
        builder.Property(p => p.Sha256).HasMaxLength(64);
        builder.Property(p => p.Name).HasMaxLength(63);
        builder.Property(p => p.Version).HasMaxLength(100);
        builder.Ignore(p => p.AuditSubject);
        builder.HasIndex(p => new { p.Name, p.Version }).IsUnique();
    }
}
