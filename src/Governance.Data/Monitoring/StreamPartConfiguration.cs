using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Monitoring;

internal sealed class StreamPartConfiguration : IEntityTypeConfiguration<StreamPart>
{
    public void Configure(EntityTypeBuilder<StreamPart> builder)
    {
        builder.ToTable("StreamParts");
        builder.HasKey(p => new { p.Stream, p.Number });
        builder.Property(p => p.Stream).HasMaxLength(40);
        builder.Property(p => p.Sha256).HasMaxLength(64);
        builder.HasIndex(p => p.Sha256);
    }
}

internal sealed class StreamReadConfiguration : IEntityTypeConfiguration<StreamRead>
{
    public void Configure(EntityTypeBuilder<StreamRead> builder)
    {
        builder.ToTable("StreamReads");
        builder.HasKey(r => r.Stream);
        builder.Property(r => r.Stream).HasMaxLength(40);
        builder.Property(r => r.Revision).IsConcurrencyToken();
    }
}
