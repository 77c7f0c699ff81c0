using Governance.Data.Conventions;
using Governance.Domain.Documents;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Documents;

internal sealed class SectionEntryConfiguration : IEntityTypeConfiguration<SectionEntry>
{
    public void Configure(EntityTypeBuilder<SectionEntry> builder)
    {
        builder.ToTable("SectionEntries");
        // Two who write the same point at once collide on its next number.
        builder.HasKey(e => new
        {
            e.System,
            e.About,
            e.Point,
            e.Number,
        });
        builder.Property(e => e.About).HasMaxLength(32);
        builder.HasIndex(e => new { e.About, e.Point });
        builder.Property(e => e.Point).HasMaxLength(32);
        builder.Property(e => e.State).HasConversion<WireNameConverter<EntryState>>().HasMaxLength(32);
        builder.Property(e => e.By).HasMaxLength(64);
        builder.Property(e => e.ByName).HasMaxLength(200);
        builder.OwnsText(e => e.Text!, required: true);
        builder.Ignore(e => e.Documents);
        builder.Ignore(e => e.AuditSubject);
        builder.JsonList<SectionEntry, EntryDocument>("_documents", "Documents");
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(e => e.System).OnDelete(DeleteBehavior.Restrict);
    }
}
