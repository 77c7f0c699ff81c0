using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Threats;

internal sealed class ThreatPointConfiguration : IEntityTypeConfiguration<ThreatPoint>
{
    public void Configure(EntityTypeBuilder<ThreatPoint> builder)
    {
        builder.ToTable("ThreatPoints");
        // Two who add a point at once collide on its number.
        builder.HasKey(p => new { p.System, p.Number });
        builder.Property(p => p.Text).HasMaxLength(ThreatPoint.MaxText);
        builder.Property(p => p.Threat).HasMaxLength(100);
        builder.Property(p => p.AddedByName).HasMaxLength(300);
        builder.Property(p => p.Outcome).HasMaxLength(ThreatPoint.MaxText);
        builder.Property(p => p.DoneByName).HasMaxLength(300);
        builder.Property(p => p.DoneAt).IsConcurrencyToken();
        builder.Ignore(p => p.AuditSubject);
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(p => p.System).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => new { p.DoneAt, p.DueOn });
    }
}
