using Governance.Domain.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Calendars;

internal sealed class CalendarFeedConfiguration : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> builder)
    {
        builder.ToTable("CalendarFeeds");
        builder.HasKey(f => f.Person);
        builder.Property(f => f.Person).ValueGeneratedNever();
        builder.Property(f => f.Role).HasMaxLength(64);
        builder.Property(f => f.TokenSha256).HasMaxLength(64);
        builder.Property(f => f.Revision).IsConcurrencyToken();
        builder.Ignore(f => f.IsLive);
        builder.Ignore(f => f.AuditSubject);
        builder.HasIndex(f => f.TokenSha256).IsUnique();
    }
}
