using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Audit;

internal sealed class AuditNodeConfiguration : IEntityTypeConfiguration<AuditNode>
{
    public void Configure(EntityTypeBuilder<AuditNode> builder)
    {
        builder.ToTable("AuditNodes", t => t.HasCheckConstraint("CK_AuditNodes_Hash", "length(\"Hash\") = 32"));
        builder.HasKey(n => n.Position);
        builder.Property(n => n.Position).ValueGeneratedNever();
        builder.Property(n => n.Hash).HasMaxLength(32);
    }
}

internal sealed class StoredCheckpointConfiguration : IEntityTypeConfiguration<StoredCheckpoint>
{
    public void Configure(EntityTypeBuilder<StoredCheckpoint> builder)
    {
        builder.ToTable("Checkpoints", t => t.HasCheckConstraint("CK_Checkpoints_Root", "length(\"Root\") = 32"));
        builder.HasKey(c => c.Size);
        builder.Property(c => c.Size).ValueGeneratedNever();
        builder.Property(c => c.Origin).HasMaxLength(255);
        builder.Property(c => c.Root).HasMaxLength(32);
        builder.Property(c => c.TimeSignature).HasMaxLength(80);
    }
}
