using Governance.Domain.Kpis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Kpis;

internal sealed class DashboardSubscriptionConfiguration : IEntityTypeConfiguration<DashboardSubscription>
{
    public void Configure(EntityTypeBuilder<DashboardSubscription> builder)
    {
        builder.ToTable(
            "DashboardSubscriptions",
            t =>
                t.HasCheckConstraint(
                    "CK_DashboardSubscriptions_Times",
                    """
                    "Hour" BETWEEN 0 AND 23 AND "Day" BETWEEN 0 AND 28 AND "Days" > 0
                    """
                )
        );
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Role).HasMaxLength(64);
        builder.Property(s => s.Model).HasMaxLength(100);
        builder.Property(s => s.System).HasMaxLength(16);
        builder.Property(s => s.Owner).HasMaxLength(16);
        builder.Property(s => s.TimeZone).HasMaxLength(64);
        builder.Property(s => s.Revision).IsConcurrencyToken();
        builder.Ignore(s => s.AuditSubject);
        builder.Ignore(s => s.Schedule);
        builder.Ignore(s => s.Scope);
        builder.HasIndex(s => s.Person);
        builder.HasIndex(s => new { s.State, s.NextAt });
    }
}
