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
            // What the aggregate refuses, the schema does not hold either.
            table =>
                table.HasCheckConstraint(
                    "CK_ValidationSchedules_Target",
                    "(\"Environment\" IS NULL AND \"Version\" IS NOT NULL) OR (\"Environment\" IS NOT NULL AND \"Version\" IS NULL)"
                )
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
        builder.Ignore(s => s.SendsPrompts);
        builder.Ignore(s => s.OverdueAt);
        builder.Ignore(s => s.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(s => s.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.Model, s.Id });
        builder.HasIndex(s => new { s.State, s.NextRunAt });
    }
}
