using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Training;

internal sealed class TrainingPermitConfiguration : IEntityTypeConfiguration<TrainingPermit>
{
    public void Configure(EntityTypeBuilder<TrainingPermit> builder)
    {
        builder.ToTable("TrainingPermits");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Model).HasMaxLength(100);
        builder.Property(p => p.Commit).HasMaxLength(100);
        builder.Property(p => p.Purpose).HasMaxLength(100);
        builder.Property(p => p.Compute).HasMaxLength(200);
        builder.Property(p => p.Environment).HasMaxLength(100);
        builder.Property(p => p.RequestedBy).HasMaxLength(64);
        builder.Property(p => p.StatementSha256).HasMaxLength(64);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.Ignore(p => p.Data);
        builder.Ignore(p => p.Requesters);
        builder.Ignore(p => p.Slots);
        builder.Ignore(p => p.AuditSubject);
        builder.JsonList<TrainingPermit, TrainingData>("_data", "Data");
        builder.JsonList<TrainingPermit, UserId>("_requesters", "Requesters");
        builder.HasIndex(p => new { p.Model, p.Commit });
        builder.HasIndex(p => p.State);
    }
}

internal sealed class TrainingAnswerConfiguration : IEntityTypeConfiguration<TrainingAnswer>
{
    public void Configure(EntityTypeBuilder<TrainingAnswer> builder)
    {
        builder.ToTable("TrainingAnswers");
        builder.HasKey(a => new { a.Permit, a.Slot });
        builder.Property(a => a.Permit).ValueGeneratedNever();
        builder.Property(a => a.Slot).HasMaxLength(64);
        builder.Property(a => a.Model).HasMaxLength(100);
        builder.OwnsText(a => a.Reason, required: true);
        builder.Attests(a => a.Attestation, isSealed: false);
        builder.Ignore(a => a.AuditSubject);
        builder.HasOne<TrainingPermit>().WithMany().HasForeignKey(a => a.Permit).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class IssuedTrainingPermitConfiguration : IEntityTypeConfiguration<IssuedTrainingPermit>
{
    public void Configure(EntityTypeBuilder<IssuedTrainingPermit> builder)
    {
        builder.ToTable("IssuedTrainingPermits");
        builder.HasKey(i => i.StatementSha256);
        builder.Property(i => i.StatementSha256).HasMaxLength(64);
        builder.Property(i => i.Model).HasMaxLength(100);
        builder.Ignore(i => i.AuditSubject);
        builder.HasOne<TrainingPermit>().WithMany().HasForeignKey(i => i.Permit).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => i.Permit);
    }
}

internal sealed class TrainingRunConfiguration : IEntityTypeConfiguration<TrainingRun>
{
    public void Configure(EntityTypeBuilder<TrainingRun> builder)
    {
        builder.ToTable("TrainingRuns");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Run).HasMaxLength(36);
        builder.Property(r => r.Job).HasMaxLength(400);
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.Commit).HasMaxLength(100);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Ignore(r => r.Data);
        builder.Ignore(r => r.Gaps);
        builder.Ignore(r => r.Asked);
        builder.Ignore(r => r.IsOpen);
        builder.Ignore(r => r.AuditSubject);
        builder.JsonList<TrainingRun, TrainedData>("_data", "Data");
        builder.JsonList<TrainingRun, TrainingGap>("_gaps", "Gaps");
        builder.JsonList<TrainingRun, UserId>("_asked", "Asked");
        builder.OwnsText(r => r.Answer);
        builder.HasIndex(r => r.Run).IsUnique();
        builder.HasIndex(r => new { r.Verdict, r.AnsweredAt });
        builder.HasIndex(r => new { r.Model, r.Version });
    }
}
