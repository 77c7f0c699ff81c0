using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Audit;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.HasKey(e => e.Index);
        builder.Property(e => e.Index).ValueGeneratedNever();
        builder.Property(e => e.LeafHash).HasMaxLength(32);
        builder.Property(e => e.Actor).HasMaxLength(100);
        builder.Property(e => e.Action).HasMaxLength(64);
        builder.Property(e => e.Subject).HasMaxLength(200);
        // Lists go by the log's order, from an entry on: each filter has the index beside it.
        builder.HasIndex(e => new { e.Subject, e.Index });
        builder.HasIndex(e => new { e.Actor, e.Index });
        builder.HasIndex(e => new { e.Action, e.Index });
        builder.HasIndex(e => new { e.Time, e.Index });
        builder.HasIndex(e => e.Index).HasFilter("\"Refused\"").HasDatabaseName("IX_AuditEntries_Refused");
    }
}
