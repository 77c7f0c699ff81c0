using System.Text.Json;
using Governance.Data.Conventions;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Integrations;

internal sealed class DestinationConfiguration : IEntityTypeConfiguration<Destination>
{
    public void Configure(EntityTypeBuilder<Destination> builder)
    {
        builder.ToTable("Destinations");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).HasConversion<DisplayIdConverter<DestinationId>>().ValueGeneratedNever();
        builder.Property(d => d.Name).HasMaxLength(100);
        builder.Property(d => d.Kind).HasConversion<WireNameConverter<DestinationKind>>().HasMaxLength(32);
        builder.Property(d => d.Format).HasConversion<WireNameConverter<EventFormat>>().HasMaxLength(32);
        builder.Property(d => d.State).HasConversion<WireNameConverter<DestinationState>>().HasMaxLength(32);
        builder.Property(d => d.Host).HasMaxLength(300);
        builder.Property(d => d.Address).HasMaxLength(8_000);
        builder.Property(d => d.Secret).HasMaxLength(1_000);
        builder.Property(d => d.OldSecret).HasMaxLength(1_000);
        builder.Property(d => d.Problem).HasMaxLength(500);
        builder
            .Property(d => d.Actions)
            .HasConversion(
                list => JsonSerializer.Serialize(list, JsonColumns.Options),
                text => JsonSerializer.Deserialize<List<string>>(text, JsonColumns.Options)!,
                new ValueComparer<IReadOnlyList<string>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList())
            );
        builder.Property(d => d.Revision).IsConcurrencyToken();
        builder.Ignore(d => d.AuditSubject);
        builder.Ignore(d => d.Follower);
        builder.HasIndex(d => d.State);
    }
}

internal sealed class DestinationHealthConfiguration : IEntityTypeConfiguration<DestinationHealth>
{
    public void Configure(EntityTypeBuilder<DestinationHealth> builder)
    {
        builder.ToTable("DestinationHealth");
        builder.HasKey(h => h.Destination);
        builder.Property(h => h.Destination).HasConversion<DisplayIdConverter<DestinationId>>().ValueGeneratedNever();
        builder.Property(h => h.Problem).HasMaxLength(300);
        builder.Ignore(h => h.IsAway);
        builder.HasOne<Destination>().WithOne().HasForeignKey<DestinationHealth>(h => h.Destination).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Deliveries");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Destination).HasConversion<DisplayIdConverter<DestinationId>>();
        builder.Property(d => d.MessageId).HasMaxLength(100);
        builder.Property(d => d.Action).HasMaxLength(64);
        builder.Property(d => d.Subject).HasMaxLength(200);
        builder.Property(d => d.State).HasConversion<WireNameConverter<DeliveryState>>().HasMaxLength(32);
        builder.Property(d => d.Answer).HasMaxLength(300);
        builder.Property(d => d.Problem).HasMaxLength(300);
        builder.Property(d => d.Tries).IsConcurrencyToken();
        builder.HasOne<Destination>().WithMany().HasForeignKey(d => d.Destination).OnDelete(DeleteBehavior.Cascade);
        // The oldest that waits of each subject, and the newest of a destination.
        builder.HasIndex(d => new
        {
            d.Destination,
            d.State,
            d.Subject,
            d.Id,
        });
        builder.HasIndex(d => new { d.Destination, d.Id });
        builder.HasIndex(d => d.QueuedAt);
    }
}

internal sealed class InboundMessageConfiguration : IEntityTypeConfiguration<InboundMessage>
{
    public void Configure(EntityTypeBuilder<InboundMessage> builder)
    {
        builder.ToTable("InboundMessages");
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).HasMaxLength(200);
        builder.HasIndex(m => m.At);
    }
}

internal sealed class ForeignIncidentConfiguration : IEntityTypeConfiguration<ForeignIncident>
{
    public void Configure(EntityTypeBuilder<ForeignIncident> builder)
    {
        builder.ToTable("ForeignIncidents");
        builder.HasKey(f => f.ExternalId);
        builder.Property(f => f.ExternalId).HasMaxLength(200);
    }
}
