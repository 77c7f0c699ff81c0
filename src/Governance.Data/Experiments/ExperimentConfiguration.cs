using Governance.Data.Conventions;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Experiments;

internal sealed class ExperimentConfiguration : IEntityTypeConfiguration<Experiment>
{
    public void Configure(EntityTypeBuilder<Experiment> builder)
    {
        builder.ToTable("Experiments");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Model).HasMaxLength(100);
        builder.Property(e => e.Champion).HasMaxLength(100);
        builder.Property(e => e.Challenger).HasMaxLength(100);
        builder.Property(e => e.Hypothesis).HasMaxLength(1_000);
        builder.Property(e => e.Population).HasMaxLength(200);
        builder.Property(e => e.PlannedBy).HasMaxLength(64);
        builder.Property(e => e.StoppedBy).HasMaxLength(100);
        builder.Property(e => e.Revision).IsConcurrencyToken();
        builder.Ignore(e => e.Metrics);
        builder.Ignore(e => e.Planners);
        builder.Ignore(e => e.IsPaired);
        builder.Ignore(e => e.Serves);
        builder.Ignore(e => e.ShareText);
        builder.Ignore(e => e.IsOpen);
        builder.Ignore(e => e.GuardrailAlpha);
        builder.Ignore(e => e.RollBackDueAt);
        builder.Ignore(e => e.AuditSubject);
        builder.JsonList<Experiment, ExperimentMetric>("_metrics", "Metrics");
        builder.JsonList<Experiment, UserId>("_planners", "Planners");
        builder.HasIndex(e => new { e.Model, e.Challenger });
        builder.HasIndex(e => e.State);
    }
}

internal sealed class ExperimentBatchConfiguration : IEntityTypeConfiguration<ExperimentBatch>
{
    public void Configure(EntityTypeBuilder<ExperimentBatch> builder)
    {
        builder.ToTable("ExperimentBatches");
        builder.HasKey(b => new { b.Experiment, b.Number });
        builder.Property(b => b.Experiment).ValueGeneratedNever();
        builder.Property(b => b.Number).ValueGeneratedNever();
        builder.Property(b => b.Name).HasMaxLength(ExperimentBatch.MaxName);
        builder.Property(b => b.Model).HasMaxLength(100);
        builder.Property(b => b.Sha256).HasMaxLength(64);
        builder.Property(b => b.By).HasMaxLength(64);
        builder.Ignore(b => b.Figures);
        builder.Ignore(b => b.AuditSubject);
        builder.JsonList<ExperimentBatch, ExperimentFigure>("_figures", "Figures");
        builder.HasIndex(b => new { b.Experiment, b.Name }).IsUnique();
        builder.HasOne<Experiment>().WithMany().HasForeignKey(b => b.Experiment).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ExperimentDecisionConfiguration : IEntityTypeConfiguration<ExperimentDecision>
{
    public void Configure(EntityTypeBuilder<ExperimentDecision> builder)
    {
        builder.ToTable("ExperimentDecisions");
        builder.HasKey(d => new { d.Experiment, d.Step });
        builder.Property(d => d.Experiment).ValueGeneratedNever();
        builder.Property(d => d.Model).HasMaxLength(100);
        builder.Property(d => d.Outcome).HasMaxLength(32);
        builder.OwnsText(d => d.Reason, required: true);
        builder.Attests(d => d.Attestation, isSealed: false);
        builder.Ignore(d => d.AuditSubject);
        builder.HasOne<Experiment>().WithMany().HasForeignKey(d => d.Experiment).OnDelete(DeleteBehavior.Restrict);
    }
}
