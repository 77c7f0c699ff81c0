using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Validation;

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
