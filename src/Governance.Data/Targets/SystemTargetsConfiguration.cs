using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Targets;

// Rows are named by the system first: one that someone took away is missed when the system's rows are compared with the log.
internal sealed class SystemTargetsConfiguration : IEntityTypeConfiguration<SystemTargets>
{
    public void Configure(EntityTypeBuilder<SystemTargets> builder)
    {
        builder.ToTable("SystemTargets", table => table.HasCheckConstraint("CK_SystemTargets_Appetite", "\"Appetite\" BETWEEN 1 AND 25"));
        builder.HasKey(t => new { t.System, t.Id });
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Place).HasMaxLength(16);
        builder.Property(t => t.Reason).HasMaxLength(SystemTargets.MaxReason);
        builder.Property(t => t.DraftedByName).HasMaxLength(200);
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.JsonList<SystemTargets, MetricTarget>("_targets", "Targets");
        builder.JsonList<SystemTargets, UserId>("_authors", "Authors");
        builder.Ignore(t => t.Targets);
        builder.Ignore(t => t.Authors);
        builder.Ignore(t => t.AuditSubject);
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(t => t.System).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne(t => t.Signature)
            .WithOne()
            .HasForeignKey<TargetsSignature>(s => new { s.System, s.Targets })
            .OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(t => t.Signature).AutoInclude();
        builder.HasIndex(t => t.Id).IsUnique();
        builder.HasIndex(t => new { t.System, t.Number }).IsUnique();
        // The database repeats the rule: one version is being written, and one is in force.
        builder.HasIndex(t => t.System, "IX_SystemTargets_OneDraft").IsUnique().HasFilter("\"State\" = 'draft'");
        builder.HasIndex(t => t.System, "IX_SystemTargets_OneInForce").IsUnique().HasFilter("\"State\" = 'in-force'");
        builder.HasIndex(t => new { t.State, t.Place });
    }
}
