using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Validation;

internal sealed class ValidationScheduleConfiguration : IEntityTypeConfiguration<ValidationSchedule>
{
    public void Configure(EntityTypeBuilder<ValidationSchedule> builder)
    {
        builder.ToTable(
            "ValidationSchedules",
            table =>
                // What the aggregate refuses, the schema does not hold either.
                table.HasCheckConstraint("CK_ValidationSchedules_Target", "(\"Environment\" IS NULL) <> (\"Version\" IS NULL)")
        );
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.Environment).HasMaxLength(100);
        builder.Property(s => s.Version).HasMaxLength(64);
        builder.Property(s => s.Endpoint).HasMaxLength(ValidationSchedule.MaxEndpoint);
        builder.Property(s => s.Credential).HasMaxLength(ValidationSchedule.MaxName);
        builder.Property(s => s.Label).HasMaxLength(ValidationSchedule.MaxName);
        builder.Property(s => s.PositiveLabel).HasMaxLength(ValidationSchedule.MaxName);
        builder.Property(s => s.Output).HasMaxLength(ValidationSchedule.MaxName);
        builder.Property(s => s.Revision).IsConcurrencyToken();
        builder.JsonList<ValidationSchedule, ValidationCheck>("_checks", "Checks");
        builder.JsonList<ValidationSchedule, string>("_protected", "Protected");
        builder.JsonList<ValidationSchedule, string>("_features", "Features");
        builder.JsonList<ValidationSchedule, string>("_makers", "Makers");
        builder.Ignore(s => s.Checks);
        builder.Ignore(s => s.Protected);
        builder.Ignore(s => s.Features);
        builder.Ignore(s => s.Makers);
        builder.Ignore(s => s.OverdueAt);
        builder.Ignore(s => s.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(s => s.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.Model, s.Id });
        builder.HasIndex(s => new { s.State, s.NextRunAt });
    }
}

internal sealed class ValidationRunConfiguration : IEntityTypeConfiguration<ValidationRun>
{
    public void Configure(EntityTypeBuilder<ValidationRun> builder)
    {
        builder.ToTable("ValidationRuns");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.Property(r => r.Version).HasMaxLength(64);
        builder.Property(r => r.RequestedBy).HasMaxLength(64);
        builder.Property(r => r.Problem).HasMaxLength(ValidationRun.MaxProblem);
        builder.Property(r => r.DataSha256).HasMaxLength(64);
        builder.Property(r => r.ArtifactSha256).HasMaxLength(64);
        builder.Property(r => r.FiguresSha256).HasMaxLength(64);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.JsonList<ValidationRun, ValidationFigure>("_figures", "Figures");
        builder.JsonList<ValidationRun, EvidenceId>("_evidence", "Evidence");
        builder.Ignore(r => r.Figures);
        builder.Ignore(r => r.Evidence);
        builder.Ignore(r => r.IsOver);
        builder.HasOne<ValidationSchedule>().WithMany().HasForeignKey(r => r.Schedule).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.Schedule, r.Id });
        builder.HasIndex(r => new { r.State, r.NextAt });

        // The database repeats the rule: one run of a schedule at a time.
        builder.HasIndex(r => r.Schedule, "IX_ValidationRuns_UnderWay").IsUnique().HasFilter("\"State\" IN ('queued', 'running')");
    }
}

internal sealed class HeldOutSetConfiguration : IEntityTypeConfiguration<HeldOutSet>
{
    public void Configure(EntityTypeBuilder<HeldOutSet> builder)
    {
        builder.ToTable("HeldOutSets");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.Sha256).HasMaxLength(64);
        builder.Property(s => s.Name).HasMaxLength(HeldOutSet.MaxName);
        builder.Property(s => s.StoredBy).HasMaxLength(64);
        builder.Property(s => s.StoredByName).HasMaxLength(200);
        builder.Ignore(s => s.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(s => s.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.Model, s.Sha256 }).IsUnique();
    }
}
