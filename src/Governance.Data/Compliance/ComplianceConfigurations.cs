using Governance.Data.Conventions;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Compliance;

internal sealed class AssessmentConfiguration : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> builder)
    {
        builder.ToTable("Assessments");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Law).HasMaxLength(10);
        builder.Property(a => a.LawSha256).HasMaxLength(64);
        builder.Property(a => a.Headline).HasMaxLength(64);
        builder.Property(a => a.ClassList).HasMaxLength(500);
        builder.Ignore(a => a.Counts);
        builder.Property(a => a.ResultSha256).HasMaxLength(64);
        builder.Property(a => a.StartedBy).HasMaxLength(64);
        builder.Property(a => a.SignedByName).HasMaxLength(200);
        builder.Property(a => a.ReviewReason).HasMaxLength(2_000);
        builder.Property(a => a.Revision).IsConcurrencyToken();
        builder.Ignore(a => a.Answers);
        builder.Ignore(a => a.Authors);
        builder.Ignore(a => a.IsLive);
        builder.Ignore(a => a.AuditSubject);
        builder.JsonList<Assessment, StoredAnswer>("_answers", "Answers");
        builder.JsonList<Assessment, int>("_authors", "Authors");
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(a => a.System).OnDelete(DeleteBehavior.Restrict);
        // One that is worked on and one that counts, once more in the database.
        // Named: a second index over the same column would take the place of the first.
        builder.HasIndex(a => a.System, "IX_Assessments_System");
        builder.HasIndex(a => a.System, "IX_Assessments_OneLive").IsUnique().HasFilter("\"State\" IN ('open', 'submitted')");
        builder.HasIndex(a => a.System, "IX_Assessments_OneCounts").IsUnique().HasFilter("\"State\" IN ('signed', 'needs-review')");
    }
}

internal sealed class DutyConfiguration : IEntityTypeConfiguration<Duty>
{
    public void Configure(EntityTypeBuilder<Duty> builder)
    {
        builder.ToTable("Duties");
        builder.HasKey(d => new { d.System, d.Obligation });
        builder.Property(d => d.Obligation).HasMaxLength(32);
        builder.Property(d => d.MetByName).HasMaxLength(200);
        builder.Property(d => d.NotApplicableReason).HasMaxLength(2_000);
        builder.Property(d => d.NotApplicableByName).HasMaxLength(200);
        builder.Property(d => d.Revision).IsConcurrencyToken();
        builder.Ignore(d => d.Evidence);
        builder.Ignore(d => d.Waived);
        builder.Ignore(d => d.Accepted);
        builder.Ignore(d => d.AuditSubject);
        builder.JsonList<Duty, LinkedEvidence>("_evidence", "Evidence");
        builder.JsonList<Duty, WaivedKind>("_waived", "Waived");
        builder.JsonList<Duty, AcceptedEvidence>("_accepted", "Accepted");
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(d => d.System).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => d.Owner);
    }
}
