using Governance.Data.Conventions;
using Governance.Domain.Discovery;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Discovery;

internal sealed class DiscoveryItemConfiguration : IEntityTypeConfiguration<DiscoveryItem>
{
    public void Configure(EntityTypeBuilder<DiscoveryItem> builder)
    {
        builder.ToTable("Discoveries");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Source).HasMaxLength(DiscoverySource.MaxName);
        builder.Property(d => d.Key).HasMaxLength(64);
        builder.Property(d => d.Name).HasMaxLength(FoundThing.MaxName);
        builder.Property(d => d.Path).HasMaxLength(FoundThing.MaxPath);
        builder.Property(d => d.Detail).HasMaxLength(FoundThing.MaxDetail);
        builder.Property(d => d.Note).HasMaxLength(FoundThing.MaxDetail);
        builder.Property(d => d.Sha256).HasMaxLength(64);
        builder.Property(d => d.Commit).HasMaxLength(64);
        builder.Property(d => d.RegisteredAs).HasMaxLength(200);
        builder.Property(d => d.DecidedByName).HasMaxLength(200);
        builder.Property(d => d.Revision).IsConcurrencyToken();
        builder.OwnsText(d => d.Reason);
        builder.HasOne<DiscoverySource>().WithMany().HasForeignKey(d => d.Source).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => new { d.Source, d.Key }).IsUnique();
        // What waits for a decision is counted for queues and listed first.
        builder.HasIndex(d => new { d.State, d.GoneAt });
    }
}

internal sealed class DiscoverySourceConfiguration : IEntityTypeConfiguration<DiscoverySource>
{
    public void Configure(EntityTypeBuilder<DiscoverySource> builder)
    {
        builder.ToTable("DiscoverySources");
        builder.HasKey(s => s.Name);
        builder.Property(s => s.Name).HasMaxLength(DiscoverySource.MaxName);
        builder.Property(s => s.Commit).HasMaxLength(64);
        builder.Property(s => s.ScannedBy).HasMaxLength(64);
        builder.Property(s => s.Revision).IsConcurrencyToken();
        builder.Ignore(s => s.AuditSubject);
    }
}
