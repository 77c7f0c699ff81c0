using System.Text.Json;
using Governance.Data.Conventions;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Governance.Data.Notifications;

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("Notifications");
        builder.HasKey(n => n.Id);
        builder.Property(n => n.Key).HasMaxLength(NotificationEvent.MaxKey);
        builder.Property(n => n.Subject).HasMaxLength(200);
        builder.Property(n => n.Link).HasMaxLength(500);
        builder.Property(n => n.DigestKey).HasMaxLength(32);
        builder.Ignore(n => n.Parameters);
        builder.Texts("_parameters", "Parameters");
        // No one is told the same thing twice: the database says so too.
        builder.HasIndex(n => new { n.Person, n.Key }).IsUnique();
        builder.HasIndex(n => new { n.Person, n.ReadAt });
        // The newest that someone has not read stand on every page; with how many there are of one window.
        builder.HasIndex(n => new { n.Person, n.Id }).HasFilter("\"ReadAt\" IS NULL").HasDatabaseName("IX_Notifications_Unread");
        builder.HasIndex(n => new { n.Person, n.Link });
        // Counted by kind, however many there are, and those of one kind that wait.
        builder.HasIndex(n => new
        {
            n.Person,
            n.Kind,
            n.ReadAt,
        });
        builder.HasIndex(n => new { n.ForDigest, n.DigestKey });
        builder.HasIndex(n => new { n.Subject, n.ReadAt });
    }
}

internal sealed class NotificationPreferencesConfiguration : IEntityTypeConfiguration<NotificationPreferences>
{
    public void Configure(EntityTypeBuilder<NotificationPreferences> builder)
    {
        builder.ToTable(
            "NotificationPreferences",
            t =>
                t.HasCheckConstraint(
                    "CK_NotificationPreferences_Hours",
                    """
                    "DigestHour" BETWEEN 0 AND 23 AND ("QuietFrom" IS NULL) = ("QuietUntil" IS NULL)
                    AND ("QuietFrom" IS NULL OR ("QuietFrom" BETWEEN 0 AND 23 AND "QuietUntil" BETWEEN 0 AND 23))
                    """
                )
        );
        builder.HasKey(p => p.Person);
        builder.Property(p => p.Person).ValueGeneratedNever();
        builder.Property(p => p.TimeZone).HasMaxLength(64);
        builder.Property(p => p.Language).HasMaxLength(8);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.Ignore(p => p.Zone);
        builder.Texts("_kinds", "Kinds");
    }
}

internal sealed class NotificationChannelConfiguration : IEntityTypeConfiguration<NotificationChannel>
{
    public void Configure(EntityTypeBuilder<NotificationChannel> builder)
    {
        builder.ToTable("NotificationChannels");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(NotificationChannel.MaxName);
        builder.Property(c => c.Secret).HasMaxLength(8_000);
        builder.Property(c => c.Host).HasMaxLength(255);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.Ignore(c => c.Kinds);
        builder.Ignore(c => c.AuditSubject);
        builder.JsonList<NotificationChannel, NotificationKind>("_kinds", "Kinds");
    }
}

internal sealed class DispatchConfiguration : IEntityTypeConfiguration<Dispatch>
{
    public void Configure(EntityTypeBuilder<Dispatch> builder)
    {
        builder.ToTable("NotificationDispatches");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Recipient).HasMaxLength(16);
        builder.Property(d => d.Key).HasMaxLength(NotificationEvent.MaxKey);
        builder.Property(d => d.Problem).HasMaxLength(500);
        builder.Property(d => d.Revision).IsConcurrencyToken();
        // One recipient, one matter, one delivery.
        builder.HasIndex(d => new { d.Recipient, d.Key }).IsUnique();
        builder.HasIndex(d => new { d.State, d.NextAt });
    }
}

internal static class TextColumns
{
    /// <summary>Short texts by name, kept in one column as JSON.</summary>
    public static void Texts<T>(this EntityTypeBuilder<T> builder, string field, string column)
        where T : class =>
        builder
            .Property<Dictionary<string, string>>(field)
            .HasColumnName(column)
            .HasConversion(new Converter(), new Comparer())
            .IsRequired();

    private sealed class Converter()
        : ValueConverter<Dictionary<string, string>, string>(
            texts => JsonSerializer.Serialize(texts, JsonColumns.Options),
            text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonColumns.Options)!
        );

    // A dictionary is replaced whole, never changed in place.
    private sealed class Comparer()
        : ValueComparer<Dictionary<string, string>>(
            (a, b) => ReferenceEquals(a, b),
            texts => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(texts),
            texts => texts
        );
}
