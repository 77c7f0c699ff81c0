using Governance.Data.Conventions;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Validation;

internal sealed class HeldOutSetConfiguration : IEntityTypeConfiguration<HeldOutSet>
{
    public void Configure(EntityTypeBuilder<HeldOutSet> builder)
    {
        builder.ToTable("HeldOutSets");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.Sha256).HasMaxLength(64);
        builder.Property(s => s.Name).HasMaxLength(HeldOutSet.MaxName);
        builder.Property(s => s.StoredBy).HasMaxLength(64);
        builder.Property(s => s.StoredByName).HasMaxLength(200);
        builder.Property(s => s.RemovedBy).HasMaxLength(64);
        builder.Property(s => s.RemovedByName).HasMaxLength(200);
        builder.OwnsText(s => s.RemovalReason);
        builder.Ignore(s => s.IsPromptSuite);
        builder.Ignore(s => s.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(s => s.Model).OnDelete(DeleteBehavior.Restrict);
        // A file that was removed may be stored again: as another.
        builder.HasIndex(s => new { s.Model, s.Sha256 }).IsUnique().HasFilter("\"RemovedAt\" IS NULL");
        builder.HasIndex(s => s.Model);
        builder.HasIndex(s => s.RemovedAt);
    }
}
