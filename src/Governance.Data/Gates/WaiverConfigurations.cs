using Governance.Data.Conventions;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Gates;

internal sealed class WaiverConfiguration : IEntityTypeConfiguration<Waiver>
{
    public void Configure(EntityTypeBuilder<Waiver> builder)
    {
        builder.ToTable("Waivers");
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Policy).HasMaxLength(63);
        builder.Property(w => w.Rule).HasMaxLength(16);
        builder.Property(w => w.Model).HasMaxLength(100);
        builder.Property(w => w.Version).HasMaxLength(64);
        builder.Property(w => w.VersionSha256).HasMaxLength(64);
        builder.Property(w => w.Sha256).HasMaxLength(64);
        builder.Property(w => w.AskedByName).HasMaxLength(200);
        builder.Property(w => w.Revision).IsConcurrencyToken();
        builder.OwnsText(w => w.Reason!, required: true);
        builder.Ignore(w => w.Grants);
        builder.Ignore(w => w.IsLive);
        builder.Ignore(w => w.AuditSubject);
        builder.HasMany(w => w.Words).WithOne().HasForeignKey(word => word.Waiver).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(w => w.Words).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(w => new { w.Model, w.Version }).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasIndex(w => new
            {
                w.VersionSha256,
                w.Policy,
                w.Rule,
            })
            .IsUnique()
            .HasFilter("\"State\" IN ('requested', 'in-force')")
            .HasDatabaseName("IX_Waivers_OneLive");
        builder.HasIndex(w => new { w.State, w.ExpiresAt });
    }
}

internal sealed class WaiverWordConfiguration : IEntityTypeConfiguration<WaiverWord>
{
    public void Configure(EntityTypeBuilder<WaiverWord> builder)
    {
        builder.ToTable("WaiverWords");
        builder.HasKey(w => w.Id);
        builder.OwnsText(w => w.Reason);
        builder.Attests(w => w.Attestation, isSealed: false);
        // One grant a role and one a person, once more in the database.
        builder.HasIndex(w => w.Waiver);
        builder
            .HasIndex(nameof(WaiverWord.Waiver), Attested.Function)
            .IsUnique()
            .HasFilter("\"Kind\" = 'granted'")
            .HasDatabaseName("IX_WaiverWords_OneGrantARole");
        builder
            .HasIndex(nameof(WaiverWord.Waiver), Attested.Person)
            .IsUnique()
            .HasFilter("\"Kind\" = 'granted'")
            .HasDatabaseName("IX_WaiverWords_OneGrantAPerson");
    }
}
