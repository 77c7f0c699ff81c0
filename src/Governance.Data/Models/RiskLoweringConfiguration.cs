using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Models;

internal sealed class RiskLoweringConfiguration : IEntityTypeConfiguration<RiskLowering>
{
    public void Configure(EntityTypeBuilder<RiskLowering> builder)
    {
        builder.ToTable("RiskLowerings");
        builder.HasKey(l => l.Id);
        builder.Property(l => l.Model).HasMaxLength(100);
        builder.Property(l => l.AskedBy).HasMaxLength(64);
        builder.Property(l => l.AskedByName).HasMaxLength(200);
        builder.Property(l => l.DecidedByName).HasMaxLength(200);
        builder.Property(l => l.Revision).IsConcurrencyToken();
        builder.Ignore(l => l.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(l => l.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => l.Model).IsUnique().HasFilter("\"State\" = 'pending'").HasDatabaseName("IX_RiskLowerings_OnePending");
        builder.HasIndex(l => new { l.Model, l.State });
    }
}
