using Governance.Data.Conventions;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class EngineDecisionConfiguration : IEntityTypeConfiguration<EngineDecision>
{
    public void Configure(EntityTypeBuilder<EngineDecision> builder)
    {
        builder.ToTable("EngineDecisions");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.DecisionId).HasMaxLength(EngineDecision.MaxName);
        builder.Property(d => d.Path).HasMaxLength(EngineDecision.MaxPath);
        builder.Property(d => d.Bundle).HasMaxLength(EngineDecision.MaxName);
        builder.Property(d => d.Salt).HasMaxLength(32);
        builder.Property(d => d.Commitment).HasMaxLength(32);
        builder.HasIndex(d => d.DecisionId).IsUnique();
        builder.HasIndex(d => d.StoredAt);
    }
}

internal sealed class HookCallConfiguration : IEntityTypeConfiguration<HookCall>
{
    public void Configure(EntityTypeBuilder<HookCall> builder)
    {
        builder.ToTable("HookCalls");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Delivery).HasMaxLength(200);
        builder.Property(c => c.Model).HasMaxLength(100);
        builder.Property(c => c.Commit).HasMaxLength(64);
        builder.Property(c => c.Environment).HasMaxLength(200);
        builder.Property(c => c.Address).HasMaxLength(1_000);
        builder.Property(c => c.Reference).HasMaxLength(64);
        builder.Property(c => c.Problem).HasMaxLength(1_000);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.HasOne<Model>().WithMany().HasForeignKey(c => c.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.Kind, c.Delivery }).IsUnique();
        builder.HasIndex(c => new { c.State, c.NextAt });
    }
}

internal sealed class SourceReviewConfiguration : IEntityTypeConfiguration<SourceReview>
{
    public void Configure(EntityTypeBuilder<SourceReview> builder)
    {
        builder.ToTable("SourceReviews");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Repository).HasMaxLength(500);
        builder.Property(r => r.Commit).HasMaxLength(64);
        builder.Property(r => r.ClosedBy).HasMaxLength(64);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.OwnsText(r => r.Reason);
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(r => r.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => r.Model, "IX_SourceReviews_Model");
        builder.HasIndex(r => r.Model, "IX_SourceReviews_OneOpen").IsUnique().HasFilter("\"ClosedAt\" IS NULL");
    }
}
