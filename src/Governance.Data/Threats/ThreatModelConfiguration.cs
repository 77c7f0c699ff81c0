using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Threats;

internal sealed class ThreatModelConfiguration : IEntityTypeConfiguration<ThreatModel>
{
    public void Configure(EntityTypeBuilder<ThreatModel> builder)
    {
        builder.ToTable(
            "ThreatModels",
            table =>
                table.HasCheckConstraint(
                    "CK_ThreatModels_Submitted",
                    "\"State\" = 'draft' OR (\"ContentSha256\" IS NOT NULL AND \"Rules\" IS NOT NULL)"
                )
        );
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.Rules).HasMaxLength(64);
        builder.Property(m => m.ContentSha256).HasMaxLength(64);
        builder.Property(m => m.SubmittedByName).HasMaxLength(300);
        builder.Property(m => m.ReviewedByName).HasMaxLength(300);
        builder.Property(m => m.Revision).IsConcurrencyToken();
        builder.OwnsText(m => m.Review);
        builder.Ignore(m => m.Drawing);
        builder.Ignore(m => m.Decisions);
        builder.Ignore(m => m.Authors);
        builder.Ignore(m => m.IsDraft);
        builder.Ignore(m => m.AuditSubject);
        builder.JsonList<ThreatModel, TrustBoundary>("_boundaries", "Boundaries");
        builder.JsonList<ThreatModel, ThreatComponent>("_components", "Components");
        builder.JsonList<ThreatModel, DataFlow>("_flows", "Flows");
        builder.JsonList<ThreatModel, ThreatDecision>("_decisions", "Decisions");
        builder.JsonList<ThreatModel, UserId>("_authors", "Authors");
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(m => m.System).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => new { m.System, m.Number }).IsUnique();
        // The database repeats the rule: one version is being drawn or reviewed, and one counts.
        builder.HasIndex(m => m.System, "IX_ThreatModels_Open").IsUnique().HasFilter("\"State\" IN ('draft', 'submitted')");
        builder.HasIndex(m => m.System, "IX_ThreatModels_Reviewed").IsUnique().HasFilter("\"State\" = 'reviewed'");
    }
}
