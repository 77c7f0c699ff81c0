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
