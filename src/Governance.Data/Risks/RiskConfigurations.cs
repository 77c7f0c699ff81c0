using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Risks;

internal sealed class RiskConfiguration : IEntityTypeConfiguration<Risk>
{
    public void Configure(EntityTypeBuilder<Risk> builder)
    {
        builder.ToTable(
            "Risks",
            table =>
                table.HasCheckConstraint(
                    "CK_Risks_Scales",
                    """
                    "InherentLikelihood" BETWEEN 1 AND 5 AND "InherentImpact" BETWEEN 1 AND 5
                    AND ("AssessedLikelihood" IS NULL OR ("AssessedLikelihood" BETWEEN 1 AND 5 AND "ResidualImpact" BETWEEN 1 AND 5 AND "ResidualLikelihood" BETWEEN "AssessedLikelihood" AND 5))
                    """
                )
        );
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Title).HasMaxLength(Risk.MaxTitle);
        builder.Property(r => r.Cause).HasMaxLength(Risk.MaxText);
        builder.Property(r => r.Consequence).HasMaxLength(Risk.MaxText);
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.SystemId).HasMaxLength(16);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.JsonList<Risk, RiskMitigation>("_mitigations", "Mitigations");
        builder.JsonList<Risk, RiskStep>("_steps", "Steps");
        builder.Ignore(r => r.Mitigations);
        builder.Ignore(r => r.Steps);
        builder.Ignore(r => r.Inherent);
        builder.Ignore(r => r.Assessed);
        builder.Ignore(r => r.Residual);
        builder.Ignore(r => r.Signal);
        builder.Ignore(r => r.IsRaised);
        builder.Ignore(r => r.Acceptance);
        builder.Ignore(r => r.Band);
        builder.Ignore(r => r.AuditSubject);
        builder.OwnsMany(
            r => r.Threats,
            threat =>
            {
                threat.ToTable("RiskThreats");
                threat.WithOwner().HasForeignKey("Risk");
                threat.HasKey("Risk", nameof(RiskThreat.Framework), nameof(RiskThreat.Item));
                threat.Property(t => t.Framework).HasMaxLength(32);
                threat.Property(t => t.Item).HasMaxLength(64);
                threat.HasIndex(t => new { t.Framework, t.Item });
            }
        );
        builder.Navigation(r => r.Threats).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasMany(r => r.Acceptances).WithOne().HasForeignKey(a => a.Risk).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(r => r.Acceptances).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<Model>().WithMany().HasForeignKey(r => r.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ModelMonitor>().WithMany().HasForeignKey(r => r.SignalMonitor).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.State, r.ResidualScore });
        builder.HasIndex(r => new { r.Model, r.State });
        builder.HasIndex(r => r.SystemId);
        builder.HasIndex(r => r.Owner);
    }
}

internal sealed class RiskAcceptanceConfiguration : IEntityTypeConfiguration<RiskAcceptance>
{
    public void Configure(EntityTypeBuilder<RiskAcceptance> builder)
    {
        builder.ToTable("RiskAcceptances");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.RiskSha256).HasMaxLength(64);
        builder.Ignore(a => a.Accepted);
        builder.Ignore(a => a.IsLive);
        builder.HasMany(a => a.Signatures).WithOne().HasForeignKey(s => s.Acceptance).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(a => a.Signatures).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        // The database repeats the rule: one acceptance that waits or is in force.
        builder.HasIndex(a => a.Risk, "IX_RiskAcceptances_Risk");
        builder.HasIndex(a => a.Risk, "IX_RiskAcceptances_OneLive").IsUnique().HasFilter("\"State\" IN ('waiting', 'in-force')");
        builder.HasIndex(a => new { a.State, a.ExpiresAt });
    }
}

internal sealed class AcceptanceSignatureConfiguration : IEntityTypeConfiguration<AcceptanceSignature>
{
    public void Configure(EntityTypeBuilder<AcceptanceSignature> builder)
    {
        builder.ToTable("AcceptanceSignatures");
        builder.HasKey(s => s.Id);
        builder.OwnsText(s => s.Reason!, required: true);
        builder.Attests(s => s.Attestation, isSealed: true);
        builder.HasIndex(nameof(AcceptanceSignature.Acceptance), Attested.Person).IsUnique();
        builder.HasIndex(nameof(AcceptanceSignature.Acceptance), Attested.Function).IsUnique();
    }
}

internal sealed class RiskVersionConfiguration : IEntityTypeConfiguration<RiskVersion>
{
    public void Configure(EntityTypeBuilder<RiskVersion> builder)
    {
        builder.ToTable("RiskVersions");
        builder.HasKey(v => new { v.Risk, v.Revision });
        builder.Property(v => v.By).HasMaxLength(64);
        builder.Property(v => v.Action).HasMaxLength(64);
        builder.Property(v => v.Sha256).HasMaxLength(64);
        builder.OwnsText(v => v.Reason!, required: true);
        builder.Ignore(v => v.AuditSubject);
        builder.HasOne<Risk>().WithMany().HasForeignKey(v => v.Risk).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(v => v.At);
    }
}
