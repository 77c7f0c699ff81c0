using Governance.Data.Conventions;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Oversight;

internal sealed class StopTestConfiguration : IEntityTypeConfiguration<StopTest>
{
    public void Configure(EntityTypeBuilder<StopTest> builder)
    {
        builder.ToTable("StopTests");
        builder.HasKey(t => new { t.System, t.Id });
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Reference).HasMaxLength(OversightProof.MaxReference);
        builder.Property(t => t.Sha256).HasMaxLength(64);
        builder.Property(t => t.RecordedByName).HasMaxLength(200);
        builder.Property(t => t.DecidedByName).HasMaxLength(200);
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.OwnsText(t => t.What!, required: true);
        builder.OwnsText(t => t.DeclineReason);
        builder.Ignore(t => t.ChangedAt);
        builder.Ignore(t => t.AuditSubject);
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(t => t.System).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => t.Id).IsUnique();
        builder.HasIndex(t => new { t.State, t.NextOn });
    }
}
